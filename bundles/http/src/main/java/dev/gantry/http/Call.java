package dev.gantry.http;

import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One request, matched to its operation. For one thread. */
public final class Call {
    /** Largest JSON body, in bytes. */
    public static final int JSON_LIMIT = 1 << 20;

    private static final int NAME_LIMIT = 100;
    private static final long DISCARD_LIMIT = 8L << 20;
    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final Request request;
    private final Caller caller;
    private final Remarks remarks;
    private final Map<String, String> path;
    private final Query query;
    private final LiveCalls live;

    Call(
            Request request,
            Caller caller,
            Remarks remarks,
            Map<String, String> path,
            Query query,
            LiveCalls live) {
        this.request = request;
        this.caller = caller;
        this.remarks = remarks;
        this.path = path;
        this.query = query;
        this.live = live;
    }

    /**
     * Who calls.
     *
     * @throws IllegalStateException for an operation that is open to anybody
     */
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("an open operation has no caller");
        }
        return caller;
    }

    /**
     * Lets only those go on who have the role for the tenant of something; see {@link
     * Caller#reach}.
     */
    public void reach(String tenant, Supplier<? extends RuntimeException> missing) {
        remarks.tenant(tenant);
        caller().reach(tenant, missing);
    }

    /** The tenant that the call is about; see {@link Caller#tenant}. */
    public String tenant(String named) {
        String tenant = caller().tenant(named);
        remarks.tenant(tenant);
        return tenant;
    }

    /** Who calls an operation that is open to anybody, now that it is known. */
    public void calls(Principal principal) {
        remarks.caller(principal);
    }

    /** Something for the audit log; no secret. */
    public void remark(String detail) {
        remarks.detail(detail);
    }

    /** The name under which what the caller decides is noted; {@code api} for the first admin. */
    public String by() {
        Principal principal = caller().principal();
        String name = principal.first() ? "api" : principal.name();
        return name.length() > NAME_LIMIT ? name.substring(0, NAME_LIMIT) : name;
    }

    /** Where the call comes from: an address, without a port. */
    public String remote() {
        return remote(request);
    }

    static String remote(Request request) {
        return Request.getRemoteAddr(request);
    }

    /** The secret of a login that has begun in this browser, if it has. */
    public Optional<String> begunLogin() {
        return Cookies.login(request);
    }

    /** The address that was called, as the caller wrote it, without path and query. */
    public String origin() {
        HttpURI uri = request.getHttpURI();
        return (request.isSecure() ? "https://" : "http://") + uri.getAuthority();
    }

    /** What follows the question mark, undecoded; may be empty. */
    public String rawQuery() {
        String text = request.getHttpURI().getQuery();
        return text == null ? "" : text;
    }

    /** Whether it came over TLS. */
    public boolean secure() {
        return request.isSecure();
    }

    /** Refuses what a page of somebody else sends, where the browser says so. */
    public void ownPageOnly() {
        Gate.checkOrigin(request);
    }

    /** Refuses what a page of ours asks for itself, where the browser says so. */
    public void noOwnPage() {
        Gate.checkForeign(request);
    }

    /** A variable of the path, decoded. */
    public String path(String name) {
        return path.get(name);
    }

    /** The query parameters. */
    public Query query() {
        return query;
    }

    /** A header field, or {@code null}. */
    public String header(String name) {
        return request.getHeaders().get(name);
    }

    /** All values of a header field that is a list, joined by commas; {@code null} for none. */
    public String headers(String name) {
        List<String> values = request.getHeaders().getValuesList(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    /** Whether the caller asks for server-sent events. */
    public boolean wantsEvents() {
        HttpFields headers = request.getHeaders();
        return headers.getQualityCSV(HttpHeader.ACCEPT).contains("text/event-stream");
    }

    /** Whether the caller takes gzip. */
    public boolean takesGzip() {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
    }

    /**
     * Marks the current thread as one that only waits: it is interrupted when Gantry, or the part
     * that it waits for, stops.
     */
    public LiveCalls.Waiting waiting() {
        return live.enter();
    }

    /**
     * The JSON object in the body; empty where the body is empty.
     *
     * @param known names of the members that it may have
     */
    public Body body(Set<String> known) throws IOException {
        return body(known, JSON_LIMIT);
    }

    /**
     * The JSON object in a body that may be larger than others.
     *
     * @param known names of the members that it may have
     * @param limit in bytes
     */
    public Body body(Set<String> known, int limit) throws IOException {
        byte[] bytes = read(limit);
        JsonNode node = bytes.length == 0 ? Json.object() : Json.parse(bytes);
        remarks.body(node);
        return Body.root(node, known);
    }

    /**
     * The JSON object in the body, whatever is in it, as text.
     *
     * @throws ProblemException 400 if there is none
     */
    public String object() throws IOException {
        if (Json.parse(read(JSON_LIMIT)) instanceof ObjectNode object) {
            remarks.body(object);
            return Json.text(object);
        }
        throw new ProblemException(
                Problem.of(400, "invalid", "The body is no JSON object; send one, as {}."));
    }

    /**
     * The body as a stream.
     *
     * @param limit in bytes
     */
    public LimitedStream stream(long limit) {
        if (request.getLength() > limit) {
            throw LimitedStream.tooLarge(limit);
        }
        return new LimitedStream(Content.Source.asInputStream(request), limit);
    }

    /**
     * Does something with a part of the body; the fields that it finds wrong are named by their
     * place in the whole body.
     */
    public static <T> T under(String pointer, Supplier<T> work) {
        try {
            return work.get();
        } catch (GantryException e) {
            throw under(pointer, e);
        }
    }

    /** The same refusal with its fields named by their place in the whole body. */
    public static GantryException under(String pointer, GantryException e) {
        if (e.fields().isEmpty()) {
            return e;
        }
        List<FieldError> moved =
                e.fields().stream()
                        .map(field -> new FieldError(pointer + field.pointer(), field.message()))
                        .toList();
        return new GantryException(e.code(), e.getMessage(), moved);
    }

    private byte[] read(int limit) throws IOException {
        InputStream raw = Content.Source.asInputStream(request);
        LimitedStream in = new LimitedStream(raw, limit);
        try {
            return in.readAllBytes();
        } catch (LimitedStream.BrokenException e) {
            discard(raw);
            throw e;
        }
    }

    /** Reads on for a while: a client that still sends would otherwise miss the answer. */
    private static void discard(InputStream raw) {
        byte[] buffer = new byte[8192];
        long left = DISCARD_LIMIT;
        try {
            long begun = System.nanoTime();
            int got = raw.read(buffer);
            while (got >= 0 && left > 0 && System.nanoTime() - begun < DISCARD_NANOS) {
                left -= got;
                got = raw.read(buffer);
            }
        } catch (IOException e) {
            LOG.debug("the rest of a refused body did not come: {}", e.toString());
        }
    }
}
