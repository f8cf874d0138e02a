package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.check.CheckHistory;
import dev.gantry.spi.check.CheckHistory.Day;
import dev.gantry.spi.check.CheckHistory.Forecast;
import dev.gantry.spi.check.CheckHistory.Point;
import dev.gantry.spi.check.Checks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The past of checks: what they measured, how available they were, and what is to come. */
@Component
public final class CheckHistoryResource implements Resource {
    private static final Duration SHOWN = Duration.ofDays(1);
    private static final int DAYS = 30;

    private final Checks checks;
    private final CheckHistory history;
    private final InstantSource clock;

    /** Over the checks of this Gantry. */
    @Activate
    public CheckHistoryResource(@Reference Checks checks, @Reference CheckHistory history) {
        this(checks, history, Clock.systemUTC());
    }

    /** With a clock. */
    public CheckHistoryResource(Checks checks, CheckHistory history, InstantSource clock) {
        this.checks = checks;
        this.history = history;
        this.clock = clock;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "checkSeries", this::series,
                "checkAvailability", this::availability,
                "checkForecast", this::forecast);
    }

    private String known(Call call) {
        String id = call.path("id");
        if (checks.find(id).isEmpty()) {
            throw new ProblemException(
                    Problem.notFound(
                            "There is no check "
                                    + id
                                    + "; GET /api/v1/checks lists those there are."));
        }
        return id;
    }

    private Answer series(Call call) {
        String id = known(call);
        Query query = call.query();
        List<String> measures = history.measures(id);
        ObjectNode node = Json.object();
        Json.texts(node, "measures", measures);
        String measure = query.text("measure");
        ArrayNode points = node.putArray("points");
        if (measure != null) {
            Instant now = clock.instant();
            Instant until = query.instant("until");
            until = until == null ? now.plusSeconds(1) : until;
            Instant from = query.instant("from");
            from = from == null ? until.minus(SHOWN) : from;
            if (!from.isBefore(until)) {
                throw Query.wrong("from", "expected a time before until");
            }
            for (Point point : history.series(id, measure, from, until)) {
                ObjectNode one = points.addObject();
                Json.put(one, "at", point.at());
                one.put("count", point.count());
                one.put("min", point.min());
                one.put("mean", point.mean());
                one.put("max", point.max());
            }
        }
        return Answer.json(200, node);
    }

    private Answer availability(Call call) {
        String id = known(call);
        int count = (int) call.query().number("days", DAYS, 1, 800);
        ObjectNode node = Json.object();
        ArrayNode days = node.putArray("days");
        for (Day day : history.days(id, count)) {
            ObjectNode one = days.addObject();
            one.put("date", day.date().toString());
            one.put("availability", day.availability().orElse(null));
            Json.put(one, "ok", day.ok());
            Json.put(one, "warn", day.warn());
            Json.put(one, "critical", day.critical());
            Json.put(one, "unknown", day.unknown());
        }
        return Answer.json(200, node);
    }

    private Answer forecast(Call call) {
        String id = known(call);
        Query query = call.query();
        String measure = query.text("measure");
        if (measure == null) {
            throw Query.wrong(
                    "measure",
                    "expected the name of a measurement: "
                            + String.join(", ", history.measures(id)));
        }
        Forecast forecast = history.forecast(id, measure, number(query, "full"));
        ObjectNode node = Json.object();
        node.put("measure", measure);
        Json.texts(node, "models", forecast.models());
        ObjectNode error = node.putObject("pastError");
        error.put("pasts", forecast.error().pasts());
        error.put("mean", forecast.error().mean());
        error.put("percent", forecast.error().percent());
        error.put("naive", forecast.error().naive());
        CheckHistory.UntilLimit until = forecast.until();
        if (until == null) {
            node.putNull("full");
        } else {
            ObjectNode one = node.putObject("full");
            one.put("limit", until.limit());
            Json.put(one, "at", until.at());
            one.put("words", until.words());
        }
        ArrayNode points = node.putArray("points");
        for (CheckHistory.Expected point : forecast.points()) {
            ObjectNode one = points.addObject();
            Json.put(one, "at", point.at());
            one.put("low", point.low());
            one.put("value", point.value());
            one.put("high", point.high());
        }
        return Answer.json(200, node);
    }

    private static Double number(Query query, String name) {
        String text = query.text(name);
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw Query.wrong(name, "expected a number such as 1.0, got " + text);
        }
    }
}
