package dev.gantry.plugins.host;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The states of revisions as gauges; those of retired ones are removed. Thread-safe. */
final class RevisionGauges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevisionGauges.class);

    private final Meters meters;
    private final Map<String, List<AutoCloseable>> gauges = new ConcurrentHashMap<>();

    RevisionGauges(Meters meters) {
        this.meters = meters;
    }

    /** Shows a revision as it is now. */
    void show(StoredRevision r) {
        remove(r.sha256());
        if (Registry.is(r, RevisionState.RETIRED)) {
            return;
        }
        String version = r.version() == null ? "" : r.version();
        List<AutoCloseable> now = new ArrayList<>();
        now.add(
                meters.gauge(
                        "gantry_plugin_state",
                        "Revisions of plugins by state",
                        () -> 1,
                        "plugin",
                        r.plugin(),
                        "version",
                        version,
                        "state",
                        r.state()));
        if (Registry.is(r, RevisionState.ACTIVE)) {
            now.add(
                    meters.gauge(
                            "gantry_plugin_info",
                            "Active plugins",
                            () -> 1,
                            "plugin",
                            r.plugin(),
                            "version",
                            version,
                            "hash",
                            r.sha256().substring(0, 12)));
        }
        gauges.put(r.sha256(), now);
    }

    /** Shows a revision no more. */
    void remove(String sha256) {
        close(gauges.remove(sha256));
    }

    private static void close(List<AutoCloseable> all) {
        if (all == null) {
            return;
        }
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("a gauge cannot be removed", e);
            }
        }
    }

    @Override
    public void close() {
        gauges.values().forEach(RevisionGauges::close);
        gauges.clear();
    }
}
