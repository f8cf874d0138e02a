package dev.gantry.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Refuses callers that ask too often, before anything is done for them, and tells all of them what
 * they have left. A caller is who shows one credential from one address, or any address that shows
 * none.
 */
public final class RateLimits extends Handler.Wrapper {
    private static final String POLICY = "RateLimit-Policy";
    private static final String LEFT = "RateLimit";

    /** Who watches Gantry is never sent away. */
    private static final Set<String> FREE = Set.of("/healthz", "/readyz");

    private final CallerBudgets budgets;
    private final long rate;
    private final String policy;
    private final LongSupplier nanos;

    /**
     * Around the handler of the API.
     *
     * @param rate requests a second of one caller, at least 1
     * @param nanos the time, from any start
     */
    public RateLimits(Handler api, long rate, LongSupplier nanos) {
        super(api);
        this.budgets = new CallerBudgets(rate);
        this.rate = rate;
        this.policy = "\"caller\";q=" + budgets.burst() + ";w=" + CallerBudgets.BURST_SECONDS;
        this.nanos = nanos;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getCanonicalPath();
        if (path == null || FREE.contains(path)) {
            return super.handle(request, response, callback);
        }
        CallerBudgets.Balance balance = budgets.take(caller(request), nanos.getAsLong());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(POLICY, policy);
        headers.put(LEFT, "\"caller\";r=" + balance.left() + ";t=" + balance.fullAfter());
        if (balance.granted()) {
            return super.handle(request, response, callback);
        }
        Answer.Whole answer =
                Problem.of(
                                429,
                                "rate_limited",
                                "This caller asks more than "
                                        + rate
                                        + " times a second; ask less often, take many things with"
                                        + " one request, or raise gantry.http.rate.")
                        .worthRetrying()
                        .answer(path);
        response.setStatus(answer.status());
        answer.headers().forEach(headers::put);
        Unread.drain(request, headers);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    private static String caller(Request request) {
        String shown = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (shown == null) {
            shown = request.getHeaders().get(HttpHeader.COOKIE);
        }
        String address = Request.getRemoteAddr(request);
        // no secret is kept
        return shown == null ? address : address + " " + Integer.toHexString(shown.hashCode());
    }
}
