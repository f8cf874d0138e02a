package dev.gantry.plugins.canary;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.CanaryInfo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Follows the canaries under way and decides on them: the next step, all new work, or back. At most
 * one for each plugin. All but {@link #on} and {@link #info} is called on one thread, the
 * deployer's; those two on any.
 */
public final class CanaryWatch implements EventListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CanaryWatch.class);

    private final Meters meters;
    private final InstantSource clock;
    private final Map<String, UnderWay> all = new ConcurrentHashMap<>();

    /** One canary; {@code due} is what the host still has to do. */
    private static final class UnderWay {
        private final Canary canary;
        private final Words words;
        private volatile Step step;
        private volatile AutoCloseable gauge;
        private volatile String verdict;
        private Consumer<CanaryHost> due;

        UnderWay(Canary canary, Step step) {
            this.canary = canary;
            this.words = new Words(canary);
            this.step = step;
        }

        void over(String text, Consumer<CanaryHost> what) {
            verdict = text;
            due = what;
        }
    }

    /** Watches nothing yet. */
    public CanaryWatch(Meters meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** Begins a canary with its first step, in place of one of the same plugin. */
    public void start(Canary canary, CanaryHost host) {
        UnderWay one = new UnderWay(canary, Step.begin(canary, 0, now()));
        begin(one, one.words.begins(one.step), host);
    }

    /**
     * Goes on after a restart, at the beginning of the step that the canary was in: what was seen
     * of it before is forgotten.
     *
     * @param state what {@link CanaryHost#step} was given
     * @throws IllegalArgumentException with a sentence if it cannot be read
     */
    public void resume(String plugin, String state, CanaryHost host) {
        Canary.Kept kept = Canary.read(plugin, state);
        UnderWay one = new UnderWay(kept.canary(), Step.begin(kept.canary(), kept.step(), now()));
        begin(one, one.words.resumed(one.step), host);
    }

    private void begin(UnderWay one, String text, CanaryHost host) {
        enter(one, one.step, text, host);
        end(one.canary.plugin());
        one.gauge =
                meters.gauge(
                        "gantry_canary_percent",
                        "Share of new work that goes to a version on trial",
                        () -> one.step.percent(),
                        "plugin",
                        one.canary.plugin(),
                        "version",
                        one.canary.canary().version());
        all.put(one.canary.plugin(), one);
    }

    private static void enter(UnderWay one, Step step, String text, CanaryHost host) {
        host.step(one.canary, step.split(), one.canary.json(step.index()), text);
        one.step = step;
    }

    /** The canary of a plugin, if any, is over, however it ended. */
    public void end(String plugin) {
        UnderWay one = all.remove(plugin);
        if (one != null) {
            close(one.gauge);
        }
    }

    /**
     * Looks at all canaries. Call it about every second, and at least ten times in a bake time for
     * an early roll back.
     */
    public void tick(CanaryHost host) {
        for (UnderWay one : all.values()) {
            try {
                if (one.due == null) {
                    look(one, now());
                }
                if (one.due != null) {
                    one.due.accept(host);
                    one.due = one.verdict == null ? null : one.due;
                }
            } catch (RuntimeException e) {
                LOG.warn(
                        "{}: what was decided of its canary {} failed and is tried again",
                        one.canary.plugin(),
                        one.canary.canary().version(),
                        e);
            }
        }
    }

    private void look(UnderWay one, Instant now) {
        Step step = one.step;
        switch (step.look(now).orElse(null)) {
            case Step.Outcome.Worse(Rule.Finding finding) -> {
                String text = one.words.worse(finding);
                count(one.canary, "rolled-back");
                one.over(text, h -> h.rollBack(one.canary, text));
            }
            case Step.Outcome.Passed(Step.Evidence evidence) when step.last() -> {
                String text = one.words.promoted(evidence);
                count(one.canary, "promoted");
                one.over(text, h -> h.promote(one.canary, text));
            }
            case Step.Outcome.Passed(Step.Evidence evidence) -> {
                Step next = step.next(now);
                one.due = h -> enter(one, next, one.words.advances(evidence, next), h);
            }
            case Step.Outcome.Stuck(Step.Evidence evidence) -> {
                String text = one.words.stuck(step, evidence);
                one.due = h -> h.stuck(one.canary, text);
            }
            case null -> {}
        }
    }

    private void count(Canary canary, String result) {
        meters.counter(
                        "gantry_canary_decisions_total",
                        "Canaries that ended by themselves",
                        "plugin",
                        canary.plugin(),
                        "result",
                        result)
                .increment();
    }

    /** How the canary of a plugin stands; empty if there is none. */
    public Optional<CanaryInfo> info(String plugin) {
        UnderWay one = all.get(plugin);
        if (one == null) {
            return Optional.empty();
        }
        Step step = one.step;
        Step.Evidence evidence = step.evidence();
        String verdict = one.verdict;
        return Optional.of(
                new CanaryInfo(
                        one.canary.canary().version(),
                        one.canary.canary().sha256(),
                        one.canary.spec(),
                        step.index(),
                        step.percent(),
                        step.since(),
                        step.until(),
                        shown(evidence.canaries()),
                        shown(evidence.controls()),
                        verdict == null ? one.words.verdict(step) : verdict));
    }

    private static CanaryInfo.Side shown(Tally.Side side) {
        return new CanaryInfo.Side(side.attempts(), side.failed(), side.times().p95());
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.AttemptFinished attempt && attempt.plugin() != null) {
            UnderWay one = all.get(attempt.plugin().plugin());
            if (one != null) {
                one.step.tally().count(attempt);
            }
        }
    }

    /** To the millisecond, as attempts are timed. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void close(AutoCloseable gauge) {
        try {
            gauge.close();
        } catch (Exception e) {
            LOG.warn("a gauge cannot be removed", e);
        }
    }

    /** Forgets all canaries; what is on record of them stays. */
    @Override
    public void close() {
        all.keySet().forEach(this::end);
    }
}
