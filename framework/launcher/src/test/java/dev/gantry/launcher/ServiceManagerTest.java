package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class ServiceManagerTest {
    /** Java cannot listen on such a socket. */
    private static final String LISTENER =
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print("listening", flush=True)
            while True:
                text = s.recv(4096).decode()
                for line in text.splitlines():
                    if line in ("READY=1", "STOPPING=1"):
                        print(line, flush=True)
                        if line == "STOPPING=1":
                            sys.exit(0)
            """;

    @TempDir Path folder;

    @Test
    void systemdIsTold() throws Exception {
        assumeTrue(there("systemd-notify") && there("python3"), "systemd is not here");
        String socket = folder.resolve("notify").toString();
        Process listener = new ProcessBuilder("python3", "-c", LISTENER, socket).start();
        try (BufferedReader said = listener.inputReader()) {
            assertEquals("listening", said.readLine());
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", socket)::get);
            manager.ready();
            assertEquals("READY=1", said.readLine());
            manager.stopping();
            assertEquals("STOPPING=1", said.readLine());
            assertTrue(listener.waitFor(10, TimeUnit.SECONDS));
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void nobodyIsToldWhereNobodyAsks() {
        new ServiceManager(name -> null).ready();
        new ServiceManager(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString())::get).ready();
    }

    private static boolean there(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
