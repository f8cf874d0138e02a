package dev.gantry.http;

import dev.gantry.spi.run.GantryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Refuses callers that ask too often, before anything is done for them, and tells all of them what
 * they have left. A caller is who shows one credential that holds; all others are one for each
 * address (IPv6: network), whatever they show.
 */
public final class RateLimits extends Handler.Wrapper {
    private static final String POLICY = "RateLimit-Policy";
    private static final String LEFT = "RateLimit";

    /** Who watches Gantry is never sent away. */
    private static final Set<String> FREE = Set.of("/healthz", "/readyz");

    private final Gate gate;
    private final CallerBudgets known;
    private final CallerBudgets unknown;
    private final long rate;
    private final String policy;
    private final LongSupplier nanos;

    /**
     * Around the handler of the API.
     *
     * @param gate says whose credential holds
     * @param rate requests a second of one caller, at least 1
     * @param nanos the time, from any start
     */
    public RateLimits(Handler api, Gate gate, long rate, LongSupplier nanos) {
        super(api);
        this.gate = gate;
        this.known = new CallerBudgets(rate);
        this.unknown = new CallerBudgets(rate);
        this.rate = rate;
        this.policy = "\"caller\";q=" + known.burst() + ";w=" + CallerBudgets.BURST_SECONDS;
        this.nanos = nanos;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getCanonicalPath();
        if (path == null || FREE.contains(path)) {
            return super.handle(request, response, callback);
        }
        CallerBudgets.Balance balance = take(request);
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

    private CallerBudgets.Balance take(Request request) {
        Optional<Caller> caller;
        try {
            caller = gate.known(request);
        } catch (ProblemException | GantryException e) {
            caller = Optional.empty();
        }
        long now = nanos.getAsLong();
        return caller.isPresent()
                ? known.take(name(caller.get()), now)
                : unknown.take(Logins.network(Request.getRemoteAddr(request)), now);
    }

    /** A token and each session that was opened by it are told apart; no secret is kept. */
    private static String name(Caller caller) {
        String session =
                caller.login()
                        .map(login -> " " + Integer.toHexString(login.secret().hashCode()))
                        .orElse("");
        return caller.principal().credential() + session;
    }
}
