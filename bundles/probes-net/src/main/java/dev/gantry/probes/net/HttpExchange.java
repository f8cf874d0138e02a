package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import javax.net.ssl.SSLSocket;

/**
 * One request and its answer in HTTP/1.1 on an open connection, with the phases {@code first_byte}
 * (until the head of the answer is there) and {@code transfer} (until all of the body is).
 */
final class HttpExchange {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final Set<String> UNPACKED = Set.of("gzip", "x-gzip", "identity", "");
    private static final Http1Config HEAD =
            Http1Config.custom().setMaxLineLength(64 * 1024).setMaxHeaderCount(500).build();

    private final Limit limit;
    private final Phases phases;
    private final long mostBytes;

    /** What is asked; the path with the query. */
    record Question(String method, String path, Map<String, String> headers, String body) {}

    /**
     * What was answered.
     *
     * @param body unpacked if it was packed as gzip
     * @param truncated whether there was more of the body than may be read
     */
    record Answer(
            int status, List<Map.Entry<String, String>> headers, byte[] body, boolean truncated) {

        /** How the body is packed still. */
        Optional<String> packed() {
            return first("Content-Encoding")
                    .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                    .filter(coding -> !UNPACKED.contains(coding));
        }

        /** The values of a header, whose name may be written in any way. */
        List<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        Optional<String> first(String name) {
            return header(name).stream().findFirst();
        }

        /** The body in the character set that it claims; by default UTF-8. */
        String text() {
            return new String(body, charset());
        }

        private Charset charset() {
            try {
                ContentType type = ContentType.parseLenient(first("Content-Type").orElse(null));
                Charset claimed = type == null ? null : type.getCharset();
                return claimed == null ? StandardCharsets.UTF_8 : claimed;
            } catch (IllegalArgumentException e) {
                return StandardCharsets.UTF_8;
            }
        }
    }

    /**
     * @param mostBytes of the body that are read
     */
    HttpExchange(Limit limit, Phases phases, long mostBytes) {
        this.limit = limit;
        this.phases = phases;
        this.mostBytes = mostBytes;
    }

    /**
     * Asks.
     *
     * @throws Unreachable if there is no whole answer, with a sentence
     */
    Answer ask(Question question, Line line) throws Unreachable {
        phases.begin();
        ClassicHttpResponse head = head(question, line);
        phases.end("first_byte");
        try {
            Answer answer = body(head);
            phases.end("transfer");
            return answer;
        } catch (ZipException | EOFException e) {
            throw new Unreachable(
                    "%s answered %d with a body that does not unpack as gzip: %s"
                            .formatted(line.target(), head.getCode(), Words.message(e)),
                    e);
        } catch (IOException e) {
            throw limit.explain(
                    e,
                    "%s answered %d, but not the whole body"
                            .formatted(line.target(), head.getCode()),
                    "%s answered %d and broke off in the body: %s"
                            .formatted(line.target(), head.getCode(), Words.message(e)));
        }
    }

    private ClassicHttpResponse head(Question question, Line line) throws Unreachable {
        var connection =
                new DefaultBHttpClientConnection(
                        HEAD, null, null, null, null, null, WholeHead::new);
        try {
            if (line.socket() instanceof SSLSocket secure) {
                connection.bind(secure, line.plain());
            } else {
                connection.bind(line.plain());
            }
            ClassicHttpRequest request = request(question);
            connection.sendRequestHeader(request);
            if (request.getEntity() != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            ClassicHttpResponse head = connection.receiveResponseHeader();
            while (head.getCode() < 200) {
                head = connection.receiveResponseHeader();
            }
            if (MessageSupport.canResponseHaveBody(question.method(), head)) {
                connection.receiveResponseEntity(head);
            }
            return head;
        } catch (MessageConstraintException e) {
            throw new Unreachable(
                    line.target() + " answers with a head without end: " + Words.message(e), e);
        } catch (HttpException e) {
            throw new Unreachable(line.target() + " does not speak HTTP: " + Words.message(e), e);
        } catch (IOException e) {
            throw limit.explain(
                    e,
                    "no answer from " + line.target(),
                    line.target() + " broke off without an answer: " + Words.message(e));
        }
    }

    private static ClassicHttpRequest request(Question question) {
        var request = new BasicClassicHttpRequest(question.method(), question.path());
        question.headers().forEach(request::setHeader);
        if (!question.body().isEmpty()) {
            byte[] bytes = question.body().getBytes(StandardCharsets.UTF_8);
            request.setHeader("Content-Length", bytes.length);
            request.setEntity(new ByteArrayEntity(bytes, null));
        }
        return request;
    }

    private Answer body(ClassicHttpResponse head) throws IOException {
        List<Map.Entry<String, String>> headers =
                Stream.of(head.getHeaders())
                        .map((Header each) -> Map.entry(each.getName(), text(each.getValue())))
                        .toList();
        HttpEntity entity = head.getEntity();
        if (entity == null) {
            return new Answer(head.getCode(), headers, new byte[0], false);
        }
        InputStream raw = entity.getContent();
        boolean packed =
                Optional.ofNullable(entity.getContentEncoding())
                        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                        .filter(GZIP::contains)
                        .isPresent();
        InputStream in = packed ? new GZIPInputStream(raw) : raw;
        byte[] body = in.readNBytes((int) mostBytes);
        boolean more = body.length == mostBytes && in.read() >= 0;
        return new Answer(head.getCode(), headers, body, more);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
