package dev.gantry.detection.finding;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Maintenance;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.FindingStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Findings and maintenance on disk, and the telling of what became of them. Thread-safe. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final int RANDOM_BITS = 22;

    private final FindingStore store;
    private final Events events;
    private final InstantSource clock;
    private final FindingJson json = new FindingJson();

    Shelf(FindingStore store, Events events, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /** A new id, as those of runs are. */
    String id(Instant now) {
        return RunId.text(
                RunId.first(now) | ThreadLocalRandom.current().nextLong(1L << RANDOM_BITS));
    }

    /**
     * Writes a finding; tells whether what is on disk was as expected.
     *
     * @throws GantryException {@code UNAVAILABLE} if it cannot be written
     */
    boolean put(Finding finding) {
        return await(store.put(json.write(finding)));
    }

    Optional<Finding> find(String id) {
        return store.find(id).map(json::finding);
    }

    List<Finding> open() {
        return readable(store.open(), json::finding);
    }

    List<Finding> ofCheck(String check, int limit) {
        return readable(store.of(check, limit), json::finding);
    }

    List<Finding> list(
            Set<String> states, Set<String> severities, String check, String before, int limit) {
        return readable(store.list(states, severities, check, before, limit), json::finding);
    }

    /** Deletes some of those that were resolved and opened long ago; tells how many. */
    int prune(Instant before, int most) {
        return await(store.prune(RunId.text(RunId.first(before)), most));
    }

    List<Maintenance> maintenance() {
        return readable(store.maintenance(), json::maintenance);
    }

    void put(Maintenance maintenance) {
        await(store.put(json.write(maintenance)));
    }

    boolean deleteMaintenance(String id) {
        return await(store.deleteMaintenance(id));
    }

    /** Tells what became of a finding. */
    void tell(Finding finding, String change, String text) {
        events.publish(
                new Event.FindingChanged(
                        clock.instant(),
                        finding.id(),
                        finding.check(),
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        change,
                        text));
    }

    /** What cannot be read is logged and left where it is. */
    private static <R, T> List<T> readable(List<R> rows, Function<R, T> read) {
        List<T> found = new ArrayList<>();
        for (R row : rows) {
            try {
                found.add(read.apply(row));
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be read: {}", row, e.getMessage());
            }
        }
        return found;
    }

    private static <T> T await(CompletableFuture<T> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof GantryException refused
                    ? refused
                    : new GantryException(
                            Code.UNAVAILABLE,
                            "the finding could not be stored: " + e.getCause(),
                            e.getCause());
        }
    }
}
