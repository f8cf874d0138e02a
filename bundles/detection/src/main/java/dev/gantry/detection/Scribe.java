package dev.gantry.detection;

import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.store.CheckStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Writes verdicts down, and says so once they are on disk. Thread-safe. */
final class Scribe {

    /** So many verdicts of each check are kept, and up to {@link #TRIM} more. */
    static final int KEPT = 1000;

    /** Old verdicts of a check are dropped with each one of so many: looking for them costs. */
    static final int TRIM = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

    private final CheckStore store;
    private final Events events;
    private final InstantSource clock;
    private final CheckJson json;

    Scribe(CheckStore store, Events events, InstantSource clock, CheckJson json) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.json = json;
    }

    /** The verdict of now. */
    CheckVerdict verdict(Judgement judgement, Instant started) {
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        Duration took = Duration.between(started, now);
        return new CheckVerdict(
                now,
                judgement.status(),
                judgement.reasons(),
                judgement.measurements(),
                took.isNegative() ? Duration.ZERO : took,
                judgement.provider());
    }

    /**
     * Hands a verdict to the store.
     *
     * @param check as it is before this verdict
     * @return run it without a lock, to have the verdict told when it is on disk
     */
    Runnable write(Watched check, CheckVerdict verdict) {
        String before = check.last == null ? null : CheckJson.status(check.last.status());
        CompletableFuture<Void> stored = append(check, verdict);
        return () -> stored.whenComplete((done, failure) -> tell(check, verdict, before, failure));
    }

    private CompletableFuture<Void> append(Watched check, CheckVerdict verdict) {
        try {
            int keep = check.written++ % TRIM == 0 ? KEPT : 0;
            return store.append(json.write(check.row.id(), verdict), keep);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void tell(Watched check, CheckVerdict verdict, String before, Throwable failure) {
        if (failure != null) {
            LOG.error("the verdict of check {} could not be stored", check.row.id(), failure);
        }
        events.publish(
                new Event.CheckJudged(
                        verdict.at(),
                        check.row.id(),
                        check.spec.detector(),
                        CheckJson.status(verdict.status()),
                        before,
                        verdict.reasons().isEmpty() ? null : verdict.reasons().getFirst()));
    }
}
