package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Faults that servers and what stands before them (nginx, HAProxy) show: each has a verdict that
 * says which it is.
 */
@GantryTest
@Timeout(120)
class HttpFaultsTest {
    private DetectorRunner detectors;

    @BeforeEach
    void prepare(DetectorRunner runner) {
        detectors = runner.timeout(Duration.ofSeconds(20));
    }

    private Inspection look(Faulty server, Object... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", "http://" + server.at() + "/");
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        Inspection look = detectors.inspect(new Http(), config);
        for (String reason : look.verdict().reasons()) {
            assertTrue(reason.chars().noneMatch(Character::isISOControl), reason);
        }
        return look;
    }

    private void assertSays(String fault, String answer, String sentence) throws IOException {
        try (Faulty server = Faulty.answering(answer)) {
            Inspection look = look(server);
            assertTrue(look.verdict().status() == Status.CRITICAL, fault);
            assertThat(look).critical().firstBecause(sentence);
        }
    }

    @Test
    void whatIsNoWholeAnswer() throws Exception {
        String ok = "HTTP/1.1 200 OK\r\n";
        assertSays(
                "no backend",
                "HTTP/1.0 503 Service Unavailable\r\nConnection: close\r\n\r\n<h1>no server</h1>",
                "answered 503 in ");
        assertSays("closed at once", "", "broke off without an answer");
        assertSays("half a line", "HTTP/1.1 2", "does not speak HTTP: ");
        for (String half : List.of(ok, ok + "Content-Len", ok + "X-One: 1")) {
            assertSays("half a head", half, "broke off without an answer: it closed the");
        }
        assertSays(
                "half a body",
                ok + "Content-Length: 99\r\n\r\nshort",
                "answered 200 and broke off in the body: Premature end of Content-Length delimited"
                        + " message body (expected: 99; received: 5)");
        assertSays(
                "half a chunk",
                ok + "Transfer-Encoding: chunked\r\n\r\n9\r\nshort",
                "answered 200 and broke off in the body: ");
        assertSays(
                "no last chunk",
                ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
                "answered 200 and broke off in the body: ");
        assertSays(
                "no chunk",
                ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n",
                "answered 200 and broke off in the body: Bad chunk header: zz");
        assertSays("no length", ok + "Content-Length: many\r\n\r\n", "does not speak HTTP: ");
    }

    @Test
    void whatIsAWholeAnswerInAnyForm() throws Exception {
        for (String answer :
                List.of(
                        "HTTP/1.0 200 OK\r\n\r\nall is well",
                        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall is well and more",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "4\r\nall \r\n7;x=y\r\nis well\r\n0\r\nTrailer: 1\r\n\r\n",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall is well")) {
            try (Faulty server = Faulty.answering(answer)) {
                assertThat(look(server, "bodyMatches", "^all is well$"))
                        .ok()
                        .measured("body.bytes", 11);
            }
        }
        // it keeps the connection, though it was asked to close it
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            Faulty.readHead(socket);
                            Faulty.write(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"
                                            + "Content-Length: 2\r\n\r\nok");
                        })) {
            assertThat(look(server)).ok().measured("latency.seconds", 0, 10);
        }
    }

    @Test
    void whatIsReset() throws Exception {
        try (Faulty server = Faulty.resetting()) {
            assertThat(look(server)).critical().firstBecause("broke off without an answer: ");
        }
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            Faulty.readHead(socket);
                            Faulty.write(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n"
                                            + "x".repeat(100_000));
                            socket.setSoLinger(true, 0);
                            socket.close();
                        })) {
            assertThat(look(server))
                    .critical()
                    .firstBecause("answered 200 and broke off in the body: ");
        }
    }

    @Test
    void whatIsSlow() throws Exception {
        detectors.timeout(Duration.ofMillis(900));
        try (Faulty server =
                Faulty.talking(socket -> drip(socket, "HTTP/1.1 200 OK\r\nX-One: a lot\r\n"))) {
            assertThat(look(server))
                    .critical()
                    .firstBecause("no answer from " + server.at() + " within 810 ms");
        }
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            Faulty.readHead(socket);
                            Faulty.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
                            drip(socket, "a body that takes its time");
                        })) {
            assertThat(look(server))
                    .critical()
                    .firstBecause("answered 200, but not the whole body within 810 ms");
        }
    }

    /** Letter by letter, again and again. */
    private static void drip(Socket socket, String text) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; !never.await(50, TimeUnit.MILLISECONDS); i++) {
            Faulty.write(socket, text.substring(i % text.length(), i % text.length() + 1));
        }
    }

    @Test
    void whatHasNoEnd() throws Exception {
        for (String more : List.of("X-One: 1\r\n", "x".repeat(8192))) {
            try (Faulty server =
                    Faulty.talking(
                            socket -> {
                                Faulty.write(socket, "HTTP/1.1 200 OK\r\nX: ");
                                while (true) {
                                    Faulty.write(socket, more);
                                }
                            })) {
                assertThat(look(server))
                        .critical()
                        .firstBecause("answers with a head without end: Maximum ");
            }
        }
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            Faulty.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
                            while (true) {
                                Faulty.write(socket, "x".repeat(8192));
                            }
                        })) {
            assertThat(look(server, "bodyMatches", "^x"))
                    .warn()
                    .measured("body.bytes", 1024 * 1024);
        }
    }

    @Test
    void whereRedirectsLead() throws Exception {
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            boolean first =
                                    Faulty.readHead(socket).getFirst().startsWith("GET /a ");
                            Faulty.write(
                                    socket,
                                    "HTTP/1.1 301 Moved\r\nLocation: /%s\r\n\r\n"
                                            .formatted(first ? "b" : "a"));
                            socket.close();
                        })) {
            assertThat(look(server)).critical().firstBecause("more than 10 redirects, the last to");
        }
        assertSays(
                "another scheme",
                "HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\n\r\n",
                "redirects to \"ftp://127.0.0.1/\", which is no address");
        assertSays(
                "somebody who is away",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\n\r\n"
                        .formatted(Peer.freePort()),
                "refused: nothing listens there");
    }

    @Test
    void whatIsPackedWrongly() throws Exception {
        byte[] whole = gzip("all is well ".repeat(1000));
        byte[] head =
                "HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        try (Faulty server = Faulty.answering(join(head, whole, whole.length))) {
            assertThat(look(server, "bodyMatches", "^all")).ok().measured("body.bytes", 12_000);
        }
        try (Faulty server = Faulty.answering(join(head, whole, whole.length / 2))) {
            assertThat(look(server))
                    .critical()
                    .firstBecause("answered 200 with a body that does not unpack as gzip: ");
        }
        try (Faulty server = Faulty.answering(join(head, "plain text".getBytes(), 10))) {
            assertThat(look(server))
                    .critical()
                    .firstBecause("does not unpack as gzip: Not in GZIP format");
        }
        String brotli = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\u000b\u0002\u0080all";
        try (Faulty server = Faulty.answering(brotli)) {
            assertThat(look(server)).ok();
            assertThat(look(server, "bodyMatches", "all"))
                    .unknown()
                    .firstBecause("the body is packed as \"br\", which is not unpacked here");
        }
    }

    @Test
    void whatIsNotJsonOrDoesNotFitIsToldOnOneLine() throws Exception {
        String head = "HTTP/1.1 200 OK\r\n\r\n";
        try (Faulty server = Faulty.answering(head + "{\n\"a\":\n\u0001" + "x".repeat(5_000))) {
            Inspection look = look(server, "jsonSchema", "{}");
            assertThat(look).critical().firstBecause("the body is no JSON: ");
        }
        String name = "line\\nof " + "many ".repeat(1_000);
        try (Faulty server = Faulty.answering(head + "{\"" + name + "\": {\"" + name + "\": 1}}")) {
            Inspection look =
                    look(
                            server,
                            "jsonSchema",
                            "{\"additionalProperties\":{\"additionalProperties\":false}}");
            assertThat(look).critical().firstBecause("the body does not fit the schema at ");
            String reason = look.verdict().reasons().getFirst();
            assertTrue(reason.contains("line of many"), reason);
            assertTrue(reason.length() < 601, reason);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[] head, byte[] body, int length) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.write(body, 0, length);
        return all.toByteArray();
    }

    @Test
    void whatSpeaksSomethingElse() throws Exception {
        // HTTP/2 from the first byte: the frames SETTINGS and GOAWAY
        byte[] frames =
                HexFormat.of()
                        .parseHex(
                                "000006040000000000000300000064"
                                        + "00000807000000000000000000"
                                        + "00000001");
        try (Faulty server = Faulty.answering(frames)) {
            Inspection look = look(server);
            assertThat(look).critical();
            String reason = look.verdict().reasons().getFirst();
            assertTrue(reason.contains("speak"), reason);
            assertFalse(reason.contains("null"), reason);
        }
        for (String other : List.of("SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n")) {
            try (Faulty server = Faulty.answering(other)) {
                assertThat(look(server)).critical().firstBecause("does not speak HTTP");
            }
        }
    }
}
