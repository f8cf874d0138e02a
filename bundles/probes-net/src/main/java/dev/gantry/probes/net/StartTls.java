package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** How a server is asked to go on in TLS, on a connection that began without. */
public enum StartTls {
    /** TLS from the first byte. */
    NONE(443) {
        @Override
        void ask(Socket socket) {}
    },
    /** RFC 3207. */
    SMTP(25) {
        @Override
        void ask(Socket socket) throws IOException {
            expect(reply(socket), "220");
            send(socket, "EHLO gantry.invalid");
            expect(reply(socket), "250");
            send(socket, "STARTTLS");
            expect(reply(socket), "220");
        }
    },
    /** RFC 3501, section 6.2.1. */
    IMAP(143) {
        @Override
        void ask(Socket socket) throws IOException {
            expect(line(socket), "* OK");
            send(socket, "a STARTTLS");
            String said = line(socket);
            while (said.startsWith("*")) {
                said = line(socket);
            }
            expect(said, "a OK");
        }
    },
    /** RFC 2595, section 4. */
    POP3(110) {
        @Override
        void ask(Socket socket) throws IOException {
            expect(line(socket), "+OK");
            send(socket, "STLS");
            expect(line(socket), "+OK");
        }
    },
    /** The message SSLRequest of PostgreSQL's protocol. */
    POSTGRES(5432) {
        @Override
        void ask(Socket socket) throws IOException {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
            int said = socket.getInputStream().read();
            if (said != 'S') {
                throw new IOException(
                        said == 'N'
                                ? "it is not set up for TLS"
                                : "it does not speak the protocol of PostgreSQL");
            }
        }
    };

    private static final int LONGEST = 4096;

    private final int port;

    StartTls(int port) {
        this.port = port;
    }

    /** The port where none is named. */
    int port() {
        return port;
    }

    /**
     * Asks.
     *
     * @throws IOException if the server does not go along, with why
     */
    abstract void ask(Socket socket) throws IOException;

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(String said, String begin) throws IOException {
        if (!said.startsWith(begin)) {
            throw new IOException("it said " + Words.quoted(said) + " instead of " + begin);
        }
    }

    /** The last line of a reply of SMTP. */
    private static String reply(Socket socket) throws IOException {
        String said = line(socket);
        while (said.length() > 3 && said.charAt(3) == '-') {
            said = line(socket);
        }
        return said;
    }

    /** Byte by byte, as what follows the line is for TLS. */
    private static String line(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it closed the connection");
            }
            if (line.size() == LONGEST) {
                throw new IOException("it sends lines without an end");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
