package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.web.Site;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Finds the operation of a request, lets it be answered, and writes the answer. */
final class ApiHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final Resources resources;
    private final Gate gate;
    private final Supplier<String> missing;
    private final Duration heartbeat;

    /**
     * @param missing what of Gantry is not there, in one sentence
     */
    ApiHandler(Resources resources, Gate gate, Supplier<String> missing, Duration heartbeat) {
        this.resources = resources;
        this.gate = gate;
        this.missing = missing;
        this.heartbeat = heartbeat;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // a call that waits is no idle client; reads and writes still time out
        request.addIdleTimeoutListener(timeout -> false);
        Exchange exchange = new Exchange(request);
        Answer answer = exchange.answer();
        if (exchange.operation != null) {
            gate.auditor().record(exchange.operation, request, exchange.remarks, answer.status());
        }
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        SecurityHeaders.add(response.getHeaders(), request.isSecure());
        Unread.drain(request, response.getHeaders());
        switch (answer) {
            case Answer.Whole whole ->
                    response.write(true, ByteBuffer.wrap(whole.body()), callback);
            case Answer.Live live ->
                    stream(exchange, out -> live(exchange, live, out), response, callback);
            case Answer.Lengthy lengthy ->
                    stream(exchange, out -> lengthy(lengthy, out), response, callback);
        }
        return true;
    }

    /** What fills the body of an answer. */
    @FunctionalInterface
    private interface Filling {
        void fill(OutputStream out) throws IOException, InterruptedException;
    }

    private void live(Exchange exchange, Answer.Live live, OutputStream out) throws IOException {
        Sse sse = new Sse(out, heartbeat, exchange::holds);
        try {
            live.writer().write(sse);
        } catch (InterruptedException e) {
            LOG.debug("A stream ends, Gantry or a part of it stops");
        }
        sse.flush();
    }

    private static void lengthy(Answer.Lengthy lengthy, OutputStream out)
            throws IOException, InterruptedException {
        // not closed where it breaks: it must not look complete
        OutputStream buffer =
                lengthy.packed()
                        ? new GZIPOutputStream(out, 1 << 16)
                        : new BufferedOutputStream(out, 1 << 16);
        lengthy.writer().write(buffer);
        buffer.close();
    }

    private void stream(Exchange exchange, Filling filling, Response response, Callback callback) {
        if (exchange.head()) {
            callback.succeeded();
            return;
        }
        try (LiveCalls.Waiting waiting = exchange.live.enter()) {
            OutputStream out = Content.Sink.asOutputStream(response);
            filling.fill(out);
            out.close();
        } catch (GantryException e) {
            write(Problem.of(e).answer(exchange.path), response, callback);
            return;
        } catch (ProblemException e) {
            write(e.problem().answer(exchange.path), response, callback);
            return;
        } catch (IOException e) {
            LOG.debug("the reader of {} is gone or too slow: {}", exchange.path, e.toString());
            callback.failed(e);
            return;
        } catch (InterruptedException e) {
            callback.failed(e);
            return;
        } catch (RuntimeException e) {
            LOG.warn("the stream {} broke", exchange.path, e);
            callback.failed(e);
            return;
        }
        callback.succeeded();
    }

    private static void write(Answer.Whole answer, Response response, Callback callback) {
        if (response.isCommitted()) {
            callback.failed(new IOException("the stream was refused too late"));
            return;
        }
        response.reset();
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        SecurityHeaders.add(response.getHeaders(), response.getRequest().isSecure());
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /** One request on its way through. */
    private final class Exchange {
        private final Request request;
        private final String path;
        private Map<String, String> variables = Map.of();
        private LiveCalls live;
        private final Remarks remarks = new Remarks();
        private Operation operation;
        private Caller caller;

        Exchange(Request request) {
            this.request = request;
            String canonical = request.getHttpURI().getCanonicalPath();
            this.path = canonical == null || canonical.isEmpty() ? "/" : canonical;
        }

        boolean head() {
            return request.getMethod().equals("HEAD");
        }

        /** Whether who asked still may. */
        boolean holds() {
            return caller == null || gate.holds(caller);
        }

        Answer answer() {
            try {
                return dispatch();
            } catch (ProblemException e) {
                return refusal(e.problem());
            } catch (LimitedStream.BrokenException e) {
                return refusal(e.refusal().problem());
            } catch (GantryException e) {
                return refusal(Problem.of(e));
            } catch (HttpException.RuntimeException | HttpException.IllegalArgumentException e) {
                return refusal(Problem.of(400, "invalid", "Malformed request: " + e.getMessage()));
            } catch (EofException e) {
                LOG.debug("the caller of {} went away: {}", path, e.toString());
                return refusal(Problem.of(400, "invalid", "The body ended too early."));
            } catch (InterruptedException e) {
                return refusal(Problem.unavailable("Gantry stops; try again later."));
            } catch (Exception | LinkageError e) {
                return fault(e);
            }
        }

        private Answer dispatch() throws Exception {
            checkAddress();
            gate.names().check(request.getHttpURI().getHost());
            Map<Operation, Map<String, String>> paths = match();
            List<Operation> here = List.copyOf(paths.keySet());
            Optional<Answer> page = here.isEmpty() ? page() : Optional.empty();
            if (page.isPresent()) {
                return page.get();
            }
            String wanted = head() ? "GET" : request.getMethod();
            Optional<Operation> operation =
                    here.stream().filter(each -> each.method().equals(wanted)).findFirst();
            operation.ifPresent(
                    found -> {
                        this.operation = found;
                        variables = paths.get(found);
                    });
            if (operation.isEmpty() || !gate.open(operation.get())) {
                caller = gate.caller(request);
                remarks.caller(caller.principal());
                Gate.checkForgery(request, caller);
            }
            if (caller != null && operation.isPresent()) {
                caller = Rights.check(operation.get(), caller);
            }
            if (here.isEmpty()) {
                throw new ProblemException(
                        Problem.notFound(
                                "There is nothing at " + path + "; /openapi.json says what is."));
            }
            return serve(operation.orElseThrow(() -> methodNotAllowed(here)));
        }

        private void checkAddress() {
            HttpURI address = request.getHttpURI();
            if (address.hasViolations()) {
                String wrong =
                        address.getViolations().stream()
                                .map(UriCompliance.Violation::getDescription)
                                .collect(Collectors.joining(", "));
                throw new ProblemException(
                        Problem.of(
                                400,
                                "invalid",
                                "The address is malformed ("
                                        + wrong
                                        + "): see how it is encoded."));
            }
        }

        /** What the pages for people have here. */
        private Optional<Answer> page() {
            boolean reads = head() || request.getMethod().equals("GET");
            return (reads ? resources.sites(path) : List.<Site>of())
                    .stream()
                            .map(site -> SiteFiles.answer(site, request, path))
                            .flatMap(Optional::stream)
                            .findFirst();
        }

        private Answer serve(Operation operation) throws Exception {
            Optional<Resources.Served> served = resources.find(operation.id());
            if (served.isEmpty()) {
                throw new ProblemException(Problem.unavailable(missing.get()));
            }
            live = served.get().live();
            Query query = query();
            query.onlyKnown(operation.query());
            Call call = new Call(request, caller, remarks, variables, query, live);
            return served.get().endpoint().handle(call);
        }

        /** The operations of this path, with the variables that they have. */
        private Map<Operation, Map<String, String>> match() {
            List<String> segments =
                    decoded(
                            () ->
                                    PathTemplate.split(path).stream()
                                            .map(URIUtil::decodePath)
                                            .toList());
            Map<Operation, Map<String, String>> here = new LinkedHashMap<>();
            for (Operation operation : Operations.ALL) {
                operation.path().match(segments).ifPresent(found -> here.put(operation, found));
            }
            return here;
        }

        private Query query() {
            Map<String, List<String>> values = new LinkedHashMap<>();
            for (Fields.Field field : decoded(() -> Request.extractQueryParameters(request))) {
                values.put(field.getName(), field.getValues());
            }
            return new Query(values);
        }

        private <T> T decoded(Supplier<T> work) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                throw new ProblemException(
                        Problem.of(
                                400,
                                "invalid",
                                "The address is not percent-encoded UTF-8: " + e.getMessage()));
            }
        }

        private ProblemException methodNotAllowed(List<Operation> here) {
            TreeSet<String> methods = new TreeSet<>();
            here.forEach(operation -> methods.add(operation.method()));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            String allowed = String.join(", ", methods);
            return new ProblemException(
                    Problem.of(
                                    405,
                                    "method_not_allowed",
                                    request.getMethod()
                                            + " does not go here; what goes: "
                                            + allowed)
                            .header("Allow", allowed));
        }

        private Answer refusal(Problem problem) {
            String trace = Traceparent.traceId(field("traceparent"));
            String run = path.startsWith("/api/v1/runs/") ? variables.get("id") : null;
            return problem.member("runId", run).member("traceId", trace).answer(path);
        }

        private Answer fault(Throwable e) {
            byte[] random = new byte[6];
            ThreadLocalRandom.current().nextBytes(random);
            String incident = HexFormat.of().formatHex(random);
            LOG.error("{} {} failed, incident {}", request.getMethod(), path, incident, e);
            return refusal(
                    Problem.of(
                                    500,
                                    "internal",
                                    "Gantry failed to answer; its log tells more under incident "
                                            + incident
                                            + ".")
                            .member("incident", incident));
        }

        private String field(String name) {
            HttpField field = request.getHeaders().getField(name);
            return field == null ? null : field.getValue();
        }
    }
}
