package dev.gantry.sample.web;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.WorkContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/**
 * One request and its answer. Bounded in time from the first connection to the last byte of the
 * body, bounded in size, and dropped at once when the work is cancelled. Nothing of it, neither
 * thread nor connection, is left when it returns.
 */
final class Exchange {
    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    private final boolean followRedirects;
    private final Duration timeout;
    private final int maxBody;
    private final SSLContext tls;

    /** What is asked. */
    record Question(String method, URI url, Map<String, String> headers, String body) {}

    /** What was answered. */
    record Answer(int status, HttpHeaders headers, LimitedBody.Part body, Duration took) {

        /** The body as text, in the character set that it claims; by default UTF-8. */
        String text() {
            return new String(body.bytes(), charset());
        }

        private Charset charset() {
            Matcher claim = CHARSET.matcher(headers.firstValue("Content-Type").orElse(""));
            try {
                return claim.find() ? Charset.forName(claim.group(1)) : StandardCharsets.UTF_8;
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return StandardCharsets.UTF_8;
            }
        }
    }

    /**
     * @param tls {@code null} for the one of the platform
     */
    Exchange(boolean followRedirects, Duration timeout, int maxBody, SSLContext tls) {
        this.followRedirects = followRedirects;
        this.timeout = timeout;
        this.maxBody = maxBody;
        this.tls = tls;
    }

    /**
     * Asks, in a span of its own whose place in the trace goes along.
     *
     * @throws IllegalArgumentException if the URL is none for HTTP, or a header is not allowed
     * @throws HttpTimeoutException if the answer was not complete in time
     */
    Answer ask(Question question, WorkContext context) throws IOException, InterruptedException {
        try (Span span = context.span(question.method(), Span.Kind.CLIENT)) {
            try {
                Answer answer = exchange(question, context, span);
                span.attribute("http.response.status_code", answer.status());
                return answer;
            } catch (IOException | RuntimeException e) {
                span.error(e);
                throw e;
            }
        }
    }

    private Answer exchange(Question question, WorkContext context, Span span)
            throws IOException, InterruptedException {
        HttpRequest request = request(question, context);
        span.attribute("http.request.method", question.method());
        span.attribute("server.address", request.uri().getHost());
        if (request.uri().getPort() >= 0) {
            span.attribute("server.port", request.uri().getPort());
        }
        context.cancellation().check();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = client(threads)) {
            Instant start = context.clock().instant();
            CompletableFuture<HttpResponse<LimitedBody.Part>> response =
                    client.sendAsync(request, info -> new LimitedBody(maxBody));
            var stop = context.cancellation().onRequest(() -> response.cancel(true));
            try (stop) {
                var answer = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                Duration took = Duration.between(start, context.clock().instant());
                return new Answer(
                        answer.statusCode(),
                        answer.headers(),
                        answer.body(),
                        took.isNegative() ? Duration.ZERO : took);
            } catch (CancellationException e) {
                context.cancellation().check();
                throw e;
            } catch (TimeoutException e) {
                response.cancel(true);
                throw new HttpTimeoutException("no complete answer within " + timeout);
            } catch (ExecutionException e) {
                context.cancellation().check();
                throw unwrapped(e.getCause());
            } finally {
                client.shutdownNow();
            }
        }
    }

    private HttpClient client(ExecutorService threads) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .executor(threads)
                        .connectTimeout(timeout)
                        .followRedirects(
                                followRedirects
                                        ? HttpClient.Redirect.NORMAL
                                        : HttpClient.Redirect.NEVER);
        return (tls == null ? builder : builder.sslContext(tls)).build();
    }

    private static HttpRequest request(Question question, WorkContext context) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(question.url())
                        .setHeader("User-Agent", "Gantry")
                        .method(
                                question.method(),
                                question.body().isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(question.body()));
        context.trace().headers().forEach(builder::setHeader);
        question.headers().forEach(builder::setHeader);
        return builder.build();
    }

    private static IOException unwrapped(Throwable cause) {
        return switch (cause) {
            case IOException broken -> broken;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case null, default -> new IOException(cause);
        };
    }
}
