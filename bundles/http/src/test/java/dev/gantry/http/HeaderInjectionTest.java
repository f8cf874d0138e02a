package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Line ends in what a caller sends never begin a line in the head of the answer. The test doubles
 * take any name, so what is looked at here is how an answer is written, not which names there are.
 */
@Timeout(60)
class HeaderInjectionTest {
    private static final String EVIL = "a%0D%0AX-Injected:%20yes%0D%0A%0D%0A%3Cscript%3E";
    private static final String BODY =
            "{\"task\":\"files.cleanup\",\"every\":\"PT10S\",\"name\":\"a\\r\\nX-Injected: yes\"}";

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private String ask(String head, String body) throws IOException {
        URI url = URI.create(gantry.server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String all =
                    head
                            + "Authorization: Bearer "
                            + TestGantry.TOKEN
                            + "\r\nConnection: close\r\nContent-Length: "
                            + content.length
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void check(String asked, String answer, List<String> wrong) {
        if (!answer.startsWith("HTTP/1.1 ")) {
            wrong.add(asked + " was answered with " + answer);
            return;
        }
        String head = answer.split("\r\n\r\n", 2)[0];
        for (String line : head.split("\r|\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("x-injected")) {
                wrong.add(asked + " was answered with the line " + line);
            }
        }
    }

    @Test
    void namesInPathsAndQueriesEndNoLine() throws Exception {
        List<String> wrong = new ArrayList<>();
        int answered = 0;
        for (Operation operation : Operations.ALL) {
            if (operation.id().equals("events")) {
                continue; // never ends, and has nothing of the caller's in its head
            }
            StringBuilder query = new StringBuilder("?x=" + EVIL);
            for (String name : operation.query()) {
                query.append('&').append(name).append('=').append(EVIL);
            }
            String path = operation.path().text();
            for (String address :
                    List.of(
                            path.replaceAll("\\{\\w+}", EVIL),
                            path.replaceAll("\\{\\w+}", "x"),
                            path.replaceAll("\\{\\w+}", "x") + query)) {
                String head =
                        operation.method()
                                + " "
                                + address
                                + " HTTP/1.1\r\nHost: localhost\r\nCookie: gantry_session="
                                + EVIL
                                + "; gantry_login="
                                + EVIL
                                + "\r\ntraceparent: 00-"
                                + EVIL
                                + "\r\nLast-Event-ID: "
                                + EVIL
                                + "\r\nIf-None-Match: \""
                                + EVIL
                                + "\"\r\n";
                check(
                        operation.method() + " " + address,
                        ask(head, operation.method().equals("GET") ? "" : BODY),
                        wrong);
                answered++;
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(answered > 150, answered + " requests");
    }

    /** What a name may have in it is written as in an address. */
    @Test
    void aLocationIsAnAddress() throws Exception {
        String head = "PUT /api/v1/schedules/a%20%3Cb%3E HTTP/1.1\r\nHost: localhost\r\n";
        String answer = ask(head, BODY.replaceFirst(",\"name.*", "}"));
        assertTrue(answer.startsWith("HTTP/1.1 201"), answer);
        assertTrue(answer.contains("Location: /api/v1/schedules/a%20%3Cb%3E\r\n"), answer);
        assertEquals(
                "/f/a%0D%0AX-Injected%3A%20yes",
                Answer.json(200, Json.object())
                        .at("/f/", "a\r\nX-Injected: yes")
                        .headers()
                        .get("Location"));
    }

    @Test
    void aHeadThatIsNoneIsRefused() throws Exception {
        for (String field :
                List.of(
                        "Host: localhost\r\nX: a\r\n X-Injected: yes\r\n",
                        "Host: localhost\r\nX: a\nX-Injected: yes\r\n",
                        "Host: localhost\r\nX: a\rX-Injected: yes\r\n",
                        "Host: localhost\r\nX: a\0b\r\n",
                        "Host: localhost\r\nX : a\r\n",
                        "Host: localhost\r\nContent-Length: 5\r\n",
                        "Host: localhost\r\nTransfer-Encoding: chunked\r\n",
                        "Host: local\thost\r\n",
                        "Host: localhost\r\nHost: evil.example\r\n")) {
            String answer = ask("GET /api/v1/runs HTTP/1.1\r\n" + field, "");
            String shown = field.replace("\r", "\\r").replace("\n", "\\n");
            List<String> wrong = new ArrayList<>();
            check(shown, answer, wrong);
            assertEquals(List.of(), wrong);
            // one line feed ends a line, says RFC 9112
            String status = field.contains("a\nX") ? "200" : "400";
            assertTrue(answer.startsWith("HTTP/1.1 " + status), shown + ": " + answer);
        }
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        String field = "Host: localhost\r\nX: " + "x".repeat(9000) + "\r\n";
        String answer = ask("GET /api/v1/runs HTTP/1.1\r\n" + field, "");
        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }
}
