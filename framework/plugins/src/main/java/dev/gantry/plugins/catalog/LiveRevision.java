package dev.gantry.plugins.catalog;

import dev.gantry.api.metric.Metrics;
import dev.gantry.plugins.config.Slot;
import dev.gantry.plugins.schema.Codec;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.Bundle;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A started plugin revision: its bundle, its classes and all that knows them. Once it is retired
 * nothing may refer to it. Thread-safe.
 */
public final class LiveRevision {
    private final RevisionRef ref;
    private final Bundle bundle;
    private final ClassLoader loader;
    private final Frames frames;
    private final Map<Offering, Instances> offerings;
    private final Slot settings;
    private final Metrics metrics;
    private final Codec codec = new Codec();
    private final LeaseCount leases = new LeaseCount();

    /**
     * A revision that takes leases from now on.
     *
     * @param settings what it is set to, {@code null} if it has no settings
     * @param metrics its own; they end with its bundle
     */
    public LiveRevision(
            RevisionRef ref,
            Bundle bundle,
            ClassLoader loader,
            Frames frames,
            Map<Offering, Instances> offerings,
            Slot settings,
            Metrics metrics) {
        this.ref = ref;
        this.bundle = bundle;
        this.loader = loader;
        this.frames = frames;
        this.offerings = new IdentityHashMap<>(offerings);
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Its name. */
    public RevisionRef ref() {
        return ref;
    }

    /** Its OSGi bundle. */
    public Bundle bundle() {
        return bundle;
    }

    /** What it contributes, by kind and id. */
    public List<Offering> offerings() {
        return offerings.keySet().stream()
                .sorted(Comparator.comparing(Offering::kind).thenComparing(Offering::id))
                .toList();
    }

    /** Its class loader. */
    public ClassLoader loader() {
        return loader;
    }

    /** Which stack frames are its own. */
    public Frames frames() {
        return frames;
    }

    /** Pieces of work that run on it now. */
    public int leases() {
        return leases.open();
    }

    /**
     * Takes no new work any more; work that started here still gets leases.
     *
     * @param whenIdle told each time that no lease is open; must be quick
     */
    public void drain(Runnable whenIdle) {
        leases.drain(whenIdle);
    }

    /** Takes new work again; {@code false} if it is closed already. */
    public boolean undrain() {
        return leases.undrain();
    }

    /** Ends it for all work; {@code false} if some is under way. */
    public boolean closeIfIdle() {
        return leases.closeIfIdle();
    }

    /** Ends it for all work, also under work that is under way. */
    public void close() {
        leases.close();
    }

    /** What it offers under this id, or {@code null}. */
    Offering offering(Kind kind, String id) {
        for (Offering offering : offerings.keySet()) {
            if (offering.kind() == kind && offering.id().equals(id)) {
                return offering;
            }
        }
        return null;
    }

    Instances instances(Offering offering) {
        return offerings.get(offering);
    }

    <T> T settings(Class<T> type) {
        if (settings == null) {
            throw new IllegalArgumentException(
                    ref.plugin() + " has no settings: annotate a record with @Settings");
        }
        return settings.get(type);
    }

    /** What of its settings is secret. */
    Set<String> secrets() {
        return settings == null ? Set.of() : settings.secrets();
    }

    Metrics metrics() {
        return metrics;
    }

    Codec codec() {
        return codec;
    }

    boolean acquire() {
        return leases.acquire();
    }

    boolean acquireAgain() {
        return leases.acquireAgain();
    }

    void release() {
        leases.release();
    }
}
