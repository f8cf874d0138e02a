package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;

import dev.gantry.api.context.WorkContext;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From one address to the next as redirects lead, each over a connection of its own. */
final class HttpWalk {
    private static final int MOST = 10;
    private static final Set<String> PRIVATE =
            Set.of("authorization", "cookie", "proxy-authorization");

    private final Http.Config config;
    private final Names names;
    private final Limit limit;
    private final Phases phases;
    private final WorkContext context;
    private final PathCalls calls;

    HttpWalk(
            Http.Config config,
            Names names,
            Limit limit,
            Phases phases,
            WorkContext context,
            PathCalls calls) {
        this.config = config;
        this.names = names;
        this.limit = limit;
        this.phases = phases;
        this.context = context;
        this.calls = calls;
    }

    /**
     * Goes as far as it leads.
     *
     * @return the last answer; empty if a certificate kept it from asking, which is then a finding
     * @throws Unreachable if something does not answer, with a sentence
     * @throws PathCalls.NoAnswer if the file of certificates to trust does not answer
     */
    Optional<HttpExchange.Answer> go(HttpAddress start, Report report) throws Exception {
        HttpAddress at = start;
        String method = config.method();
        String body = config.body();
        for (int hops = 0; ; hops++) {
            Optional<HttpExchange.Answer> answered = ask(at, start, method, body, report);
            if (answered.isEmpty() || !config.followRedirects()) {
                return answered;
            }
            int status = answered.get().status();
            Optional<String> location = answered.get().first("Location");
            boolean leads = Set.of(301, 302, 303, 307, 308).contains(status);
            if (!leads || location.isEmpty()) {
                report.measure("redirects", hops);
                return answered;
            }
            if (hops == MOST) {
                throw new Unreachable(
                        "more than %d redirects, the last to %s".formatted(MOST, at.uri()));
            }
            at = next(at, location.get());
            boolean asGet =
                    status == 303 && !method.equals("HEAD")
                            || status < 303 && method.equals("POST");
            if (asGet) {
                method = "GET";
                body = "";
            }
        }
    }

    private static HttpAddress next(HttpAddress at, String location) throws Unreachable {
        try {
            return HttpAddress.of(at.uri().resolve(new URI(location)));
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            throw new Unreachable(
                    "%s redirects to %s, which is no address"
                            .formatted(at.target(), Words.quoted(location)),
                    e);
        }
    }

    private Optional<HttpExchange.Answer> ask(
            HttpAddress at, HttpAddress start, String method, String body, Report report)
            throws Exception {
        try (Line line = Line.connect(at.target(), names, limit, phases)) {
            if (at.secure()) {
                Handshake handshake = line.secure(at.target().host());
                if (!believes(handshake, at, report)) {
                    return Optional.empty();
                }
            }
            var question = new HttpExchange.Question(method, at.path(), headers(at, start), body);
            var exchange = new HttpExchange(limit, phases, config.maxBody());
            return Optional.of(exchange.ask(question, line));
        }
    }

    /** Whether it may be asked: nothing secret goes to somebody who is not who he should be. */
    private boolean believes(Handshake handshake, HttpAddress at, Report report) throws Exception {
        var chain = new Chain(handshake.chain(), context.clock().instant());
        var needed = new Chain.Needed(config.certificateWarn(), config.certificateCritical());
        if (config.trust() == Trust.INSECURE) {
            chain.measure(report);
            return true;
        }
        Chain.Path path =
                chain.judgeIdentity(
                        Trust.anchors(config.caFile(), calls, context),
                        handshake.rightName(),
                        at.target().host(),
                        report);
        chain.judgeValidity(path.decisive(), needed, report);
        if (!path.trusted()) {
            report.say(CRITICAL, "%s was not asked, since it is not trusted", at.uri());
        }
        return path.trusted();
    }

    private Map<String, String> headers(HttpAddress at, HttpAddress start) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "Host", at.authority());
        put(all, "User-Agent", "Gantry");
        put(all, "Accept", "*/*");
        context.trace().headers().forEach((name, value) -> put(all, name, value));
        boolean same = at.sameOrigin(start);
        config.headers()
                .forEach(
                        (name, value) -> {
                            if (same
                                    || !PRIVATE.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                                put(all, name, value);
                            }
                        });
        if (same) {
            config.secretHeaders().forEach((name, value) -> put(all, name, value));
        }
        put(all, "Connection", "close");
        return all;
    }

    private static void put(Map<String, String> all, String name, String value) {
        all.keySet().removeIf(name::equalsIgnoreCase);
        all.put(name, value);
    }
}
