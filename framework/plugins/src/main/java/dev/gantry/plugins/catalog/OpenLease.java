package dev.gantry.plugins.catalog;

import dev.gantry.api.metric.Metrics;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.plugin.RevisionRef;

import java.util.Optional;
import java.util.Set;

/** A lease that is counted on its revision. Used by one thread at a time. */
final class OpenLease implements Lease {
    private final LiveRevision revision;
    private final Offering offering;
    private final Instances instances;
    private final String work;
    private final Intents intents;
    private final Accuser accuser;
    private final int intent;
    private final RevisionRef died;
    private Object instance;
    private boolean closed;

    /** What all leases have in common. */
    record Shared(Intents intents, Accuser accuser) {}

    /**
     * A lease that was counted already.
     *
     * @param died what the process died on while it did this work before, or {@code null}
     */
    OpenLease(
            LiveRevision revision,
            Offering offering,
            String work,
            RevisionRef died,
            Shared shared) {
        this.revision = revision;
        this.offering = offering;
        this.instances = revision.instances(offering);
        this.work = work;
        this.died = died;
        this.intents = shared.intents();
        this.accuser = shared.accuser();
        this.intent = intents.begin(revision.ref(), work);
    }

    @Override
    public RevisionRef revision() {
        return revision.ref();
    }

    @Override
    public Object instance() {
        if (instance == null) {
            instance = instances.take();
        }
        return instance;
    }

    @Override
    public ClassLoader loader() {
        return revision.loader();
    }

    @Override
    public Record input(String json) {
        return (Record) revision.codec().input(offering.schema(), json, offering.input());
    }

    @Override
    public String write(Object value) {
        return revision.codec().write(value);
    }

    @Override
    public <T> T read(String json, Class<T> type) {
        return revision.codec().read(json, type);
    }

    @Override
    public <T> T settings(Class<T> type) {
        return revision.settings(type);
    }

    @Override
    public Set<String> secrets() {
        return revision.secrets();
    }

    @Override
    public Metrics metrics() {
        return revision.metrics();
    }

    @Override
    public boolean permanent(Throwable failure) {
        return offering.unless().stream().anyMatch(type -> type.isInstance(failure));
    }

    @Override
    public String frame(Throwable failure) {
        return revision.frames().first(failure).orElse(null);
    }

    @Override
    public void blame(Offence offence, String detail) {
        accuser.blame(revision.ref(), offence, work, detail);
    }

    @Override
    public Optional<RevisionRef> died() {
        return Optional.ofNullable(died);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (instance != null) {
                instances.giveBack(instance);
            }
        } finally {
            instance = null;
            intents.end(intent);
            revision.release();
        }
    }
}
