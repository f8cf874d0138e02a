package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Properties;

class PromptSocketsTest {

    @Test
    void aGlanceWaitsForNothingAndMissesNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new PromptSockets().createSocket()) {
            socket.connect(server.getLocalSocketAddress());
            try (Socket other = server.accept()) {
                InputStream in = socket.getInputStream();
                socket.setSoTimeout(1);
                var nothing = assertThrows(SocketTimeoutException.class, in::read);
                assertEquals("Nothing has come", nothing.getMessage());
                assertThrows(SocketTimeoutException.class, () -> in.read(new byte[8], 0, 8));
                other.getOutputStream().write(new byte[] {7, 8, 9});
                socket.setSoTimeout(30_000);
                assertEquals(7, in.read());
                socket.setSoTimeout(1);
                byte[] rest = new byte[8];
                assertEquals(2, in.read(rest, 0, 8));
                assertEquals(9, rest[1]);
            }
        }
    }

    @Test
    void whoeverNamesSocketsHimselfHasThose() {
        Properties used = new Properties();
        Properties address = new Properties();
        address.setProperty("socketFactory", "com.example.Own");
        PromptSockets.in(used, address);
        assertEquals(new Properties(), used);
        PromptSockets.in(used, new Properties());
        assertEquals(PromptSockets.class.getName(), used.getProperty("socketFactory"));
    }
}
