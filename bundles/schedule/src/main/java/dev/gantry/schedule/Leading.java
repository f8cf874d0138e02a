package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * This node's part in firing: it fires while it leads, and else keeps up with the node that does.
 * Ticks are for one thread; the rest is thread-safe.
 */
final class Leading {
    private static final Logger LOG = LoggerFactory.getLogger(Leading.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RELOAD = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    private final Planner planner;
    private final Leadership leadership;
    private final InstantSource clock;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean missed;
    private volatile boolean leads;
    private volatile Instant nextOpen = Instant.MIN;
    private Instant nextReload = Instant.MIN;
    private Instant nextEnded = Instant.MIN;

    /** Over a planner that is loaded. */
    Leading(Planner planner, Leadership leadership, InstantSource clock) {
        this.planner = planner;
        this.leadership = leadership;
        this.clock = clock;
        this.leads = leadership.alone();
        if (leads) {
            planner.replan();
        }
    }

    /** Does what is due; returns when to be called again. */
    Optional<Instant> tick() {
        if (leadership.alone()) {
            return planner.tick();
        }
        boolean now = leadership.leading();
        keepUp(now);
        Instant look = clock.instant().plus(LOOK);
        if (!now) {
            return Optional.of(look);
        }
        Optional<Instant> due = planner.tick();
        if (!clock.instant().isBefore(nextEnded)) {
            planner.following().ended();
            nextEnded = look;
        }
        return Optional.of(due.filter(at -> at.isBefore(look)).orElse(look));
    }

    private void keepUp(boolean now) {
        if (now && !leads) {
            missed = false;
            planner.lead();
        } else if (missed) {
            missed = false;
            try {
                planner.following().all(true);
            } catch (RuntimeException e) {
                missed = true;
                throw e;
            }
        } else if (!now && !clock.instant().isBefore(nextReload)) {
            planner.following().all(false);
            nextReload = clock.instant().plus(RELOAD);
        }
        leads = now;
        for (String id : changed) {
            changed.remove(id);
            try {
                planner.following().one(id);
            } catch (RuntimeException e) {
                changed.add(id);
                LOG.warn("schedule {} is not read anew yet: {}", id, Errors.text(e));
            }
        }
    }

    /**
     * Some node told something. Quick.
     *
     * @return whether to tick
     */
    boolean told(String topic, String subject) {
        if (topic.equals(NodeStore.SCHEDULE)) {
            changed.add(subject);
            return true;
        }
        missed |= topic.equals(NodeStore.AGAIN);
        return missed;
    }

    /** The days of a calendar are others on this node. */
    void calendar(String name) {
        if (leadership.leading()) {
            planner.changed(name);
        }
    }

    /** Has a schedule as it is on disk, where another node may have changed it. */
    String fresh(String id) {
        if (!leads) {
            planner.following().one(id);
        }
        return id;
    }

    /** Has open runs not much older than they are on disk, where other nodes make them. */
    void look() {
        if (!leads && !clock.instant().isBefore(nextOpen)) {
            nextOpen = clock.instant().plus(RELOAD);
            planner.following().open();
        }
    }

    /** Changes a schedule; reads it anew and tries again where it is otherwise on disk. */
    <T> T change(String id, Supplier<T> change) {
        fresh(id);
        for (int tries = 1; ; tries++) {
            try {
                return change.get();
            } catch (GantryException e) {
                if (e.code() != GantryException.Code.CONFLICT || tries == TRIES) {
                    throw e;
                }
                planner.following().one(id);
            }
        }
    }
}
