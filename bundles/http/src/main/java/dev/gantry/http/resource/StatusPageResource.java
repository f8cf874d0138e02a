package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckHistory;
import dev.gantry.spi.check.CheckHistory.Day;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.config.Settings;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public status page, where somebody switched it on: of the checks that name a group for it,
 * title, status and availability by day, and nothing else. Made anew at most once in some seconds,
 * however many look at it.
 */
@Component
public final class StatusPageResource implements Resource {
    private static final int DAYS = 90;
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Checks checks;
    private final CheckHistory history;
    private final Settings settings;
    private final InstantSource clock;
    private Instant made = Instant.MIN;
    private byte[] page;
    private byte[] json;

    /** A line of the page. */
    record Line(String title, CheckStatus status, List<Day> days) {}

    /** As the settings say. */
    @Activate
    public StatusPageResource(
            BundleContext context, @Reference Checks checks, @Reference CheckHistory history) {
        this(checks, history, new Settings(context::getProperty), Clock.systemUTC());
    }

    /** With a clock. */
    public StatusPageResource(
            Checks checks, CheckHistory history, Settings settings, InstantSource clock) {
        this.checks = checks;
        this.history = history;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "statusPage",
                call -> page(call, false),
                "statusDocument",
                call -> page(call, true));
    }

    private Answer page(Call call, boolean document) {
        if (!settings.flag("gantry.status.page", false)) {
            throw new ProblemException(
                    Problem.notFound(
                            "The public status page is off; gantry.status.page=true turns it"
                                    + " on."));
        }
        synchronized (this) {
            Instant now = clock.instant();
            if (page == null || !now.isBefore(made.plus(FRESH))) {
                Map<String, List<Line>> groups = groups();
                String title = settings.text("gantry.status.title", "Status");
                page = StatusPage.html(title, groups, now).getBytes(StandardCharsets.UTF_8);
                json = Json.bytes(json(title, groups, now));
                made = now;
            }
            return document
                    ? Answer.bytes(200, "application/json", json)
                    : Answer.bytes(200, "text/html;charset=utf-8", page);
        }
    }

    private Map<String, List<Line>> groups() {
        Map<String, List<Line>> groups = new TreeMap<>();
        for (Check check : checks.list()) {
            String group = check.spec().card().page();
            if (!group.isEmpty() && !check.spec().paused()) {
                String name = check.spec().card().title();
                groups.computeIfAbsent(group, each -> new ArrayList<>())
                        .add(
                                new Line(
                                        name.isEmpty() ? check.id() : name,
                                        check.last() == null
                                                ? CheckStatus.UNKNOWN
                                                : check.last().status(),
                                        history.days(check.id(), DAYS)));
            }
        }
        return groups;
    }

    private ObjectNode json(String title, Map<String, List<Line>> groups, Instant now) {
        ObjectNode node = Json.object();
        node.put("title", title);
        Json.put(node, "at", now);
        ArrayNode all = node.putArray("groups");
        groups.forEach(
                (name, lines) -> {
                    ObjectNode group = all.addObject();
                    group.put("name", name);
                    ArrayNode items = group.putArray("items");
                    for (Line line : lines) {
                        ObjectNode item = items.addObject();
                        item.put("title", line.title());
                        Json.lower(item, "status", line.status());
                        item.put("availability", StatusPage.availability(line.days()).orElse(null));
                    }
                });
        return node;
    }
}
