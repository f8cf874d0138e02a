package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.store.NodeStore;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** A clock of this node that is not that of the database. */
@Component
public final class ClockConcerns implements ConcernSource {
    private final NodeStore nodes;

    /** Of the Gantry in this process. */
    @Activate
    public ClockConcerns(@Reference NodeStore nodes) {
        this.nodes = nodes;
    }

    @Override
    public List<Concern> concerns() {
        OptionalLong found = nodes.ahead(InstantSource.system());
        long ahead = found.orElse(0);
        if (Math.abs(ahead) <= NodeStore.CLOCKS_APART_MS) {
            return List.of();
        }
        return List.of(
                new Concern(
                        "clock",
                        Severity.WARN,
                        "The clock of this node is wrong",
                        "It is "
                                + Duration.ofMillis(Math.abs(ahead))
                                + (ahead > 0 ? " ahead of" : " behind")
                                + " that of the database: runs, schedules and deadlines of this"
                                + " node are early or late by that.",
                        "Have the machines of all nodes and of the database set their clocks by"
                                + " NTP.",
                        "/nodes",
                        null));
    }
}
