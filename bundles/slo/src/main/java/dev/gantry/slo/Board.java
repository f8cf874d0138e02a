package dev.gantry.slo;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloSeverity;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the objectives are, as of the last evaluation: for callers, in the metrics, and told as
 * events. {@link #update} is called by one thread at a time; all else is thread-safe.
 */
final class Board implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    private final Events events;
    private final Meters meters;
    private final Map<String, Map<SloSeverity, Slo.Alert>> alerts = new HashMap<>();
    private final Map<String, List<AutoCloseable>> gauges = new HashMap<>();
    private volatile Map<String, Slo> all = Map.of();

    Board(Events events, Meters meters) {
        this.events = events;
        this.meters = meters;
    }

    /** All, by id. */
    Map<String, Slo> all() {
        return all;
    }

    /** Evaluates. */
    void update(List<Objective> objectives, Function<Objective, Counts> counts, Instant now) {
        Map<String, Slo> next = new TreeMap<>();
        for (Objective objective : objectives) {
            next.put(objective.id(), evaluate(objective, counts.apply(objective), now));
        }
        for (Slo gone : all.values()) {
            if (!next.containsKey(gone.objective().id())) {
                remove(gone, now);
            }
        }
        all = next;
        next.keySet().forEach(this::show);
    }

    private Slo evaluate(Objective objective, Counts counts, Instant now) {
        Evaluation evaluation = Evaluation.of(objective, counts, now);
        Tally tally = evaluation.tally();
        Map<SloSeverity, Slo.Alert> before =
                alerts.computeIfAbsent(objective.id(), id -> new EnumMap<>(SloSeverity.class));
        for (SloSeverity severity : SloSeverity.values()) {
            boolean firing = evaluation.firing(severity).isPresent();
            Slo.Alert alert = before.get(severity);
            if (alert == null) {
                before.put(severity, new Slo.Alert(severity, false, null));
            }
            if (firing != before.get(severity).firing()) {
                before.put(severity, new Slo.Alert(severity, firing, now));
                tell(objective, severity, firing, now);
            }
        }
        return new Slo(
                objective,
                tally.good(),
                tally.total(),
                counts.since(objective.window(), now).orElse(null),
                evaluation.remaining(),
                evaluation.burnRates(),
                List.copyOf(before.values()));
    }

    private void remove(Slo gone, Instant now) {
        String id = gone.objective().id();
        for (Slo.Alert alert : gone.alerts()) {
            if (alert.firing()) {
                tell(gone.objective(), alert.severity(), false, now);
            }
        }
        alerts.remove(id);
        hide(id);
    }

    private void tell(Objective objective, SloSeverity severity, boolean firing, Instant now) {
        String text = new Rules(objective).summary(severity);
        if (firing) {
            LOG.warn("{} ({})", text, Rules.lower(severity));
        } else {
            LOG.info("resolved: {} ({})", text, Rules.lower(severity));
        }
        events.publish(
                new Event.SloChanged(
                        now,
                        objective.id(),
                        objective.task(),
                        severity,
                        firing ? "firing" : "resolved",
                        text));
    }

    private void show(String id) {
        gauges.computeIfAbsent(
                id,
                slo -> {
                    List<AutoCloseable> shown = new ArrayList<>();
                    shown.add(
                            meters.gauge(
                                    "gantry_slo_error_budget_remaining_ratio",
                                    "Share of an objective's error budget that is left",
                                    () -> of(slo, Slo::remaining),
                                    "slo",
                                    slo));
                    for (Duration window : Burn.WINDOWS) {
                        shown.add(
                                meters.gauge(
                                        "gantry_slo_burn_rate",
                                        "How many times as fast as it may an error budget is used",
                                        () -> of(slo, its -> rate(its, window)),
                                        "slo",
                                        slo,
                                        "window",
                                        Burn.name(window)));
                    }
                    for (SloSeverity severity : SloSeverity.values()) {
                        shown.add(
                                meters.gauge(
                                        "gantry_slo_alert",
                                        "Whether an alert of an objective fires",
                                        () -> of(slo, its -> firing(its, severity)),
                                        "slo",
                                        slo,
                                        "severity",
                                        Rules.lower(severity)));
                    }
                    return shown;
                });
    }

    private double of(String id, Function<Slo, Double> value) {
        Slo slo = all.get(id);
        return slo == null ? Double.NaN : value.apply(slo);
    }

    private static double rate(Slo slo, Duration window) {
        return slo.burnRates().stream()
                .filter(burn -> burn.window().equals(window))
                .mapToDouble(Slo.BurnRate::rate)
                .sum();
    }

    private static double firing(Slo slo, SloSeverity severity) {
        return slo.alerts().stream()
                .filter(alert -> alert.severity() == severity && alert.firing())
                .count();
    }

    private void hide(String id) {
        List<AutoCloseable> shown = gauges.remove(id);
        if (shown == null) {
            return;
        }
        for (AutoCloseable gauge : shown) {
            try {
                gauge.close();
            } catch (Exception e) {
                LOG.warn("a metric of the objective {} stays", id, e);
            }
        }
    }

    @Override
    public void close() {
        List.copyOf(gauges.keySet()).forEach(this::hide);
    }
}
