package dev.gantry.engine;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.StoredRun;

/** What was accepted, and never changes in a run. Thread-safe. */
abstract sealed class AcceptedRun permits LiveRun {
    private final long id;
    private final String task;
    private final String tenant;
    private final String params;
    private final RunSpec spec;
    private final boolean recovered;
    private final boolean noted;
    private volatile String name;
    private volatile String traceId;

    AcceptedRun(NewRun run, RunSpec spec) {
        this.id = run.id();
        this.task = run.task();
        this.tenant = run.tenant();
        this.params = run.params();
        this.spec = spec;
        this.recovered = false;
        this.noted = false;
    }

    AcceptedRun(StoredRun run, RunSpec spec) {
        this.id = run.id();
        this.task = run.task();
        this.tenant = run.tenant();
        this.params = run.params();
        this.spec = spec;
        this.recovered = true;
        this.noted = run.started() > 0;
    }

    AcceptedRun(AcceptedRun old, String params, RunSpec spec) {
        this.id = old.id;
        this.task = old.task;
        this.tenant = old.tenant;
        this.params = params;
        this.spec = spec;
        this.recovered = old.recovered;
        this.noted = old.noted;
    }

    long id() {
        return id;
    }

    /** The text form of the id. */
    String name() {
        String known = name;
        if (known == null) {
            known = RunIds.text(id);
            name = known;
        }
        return known;
    }

    String traceId() {
        String known = traceId;
        if (known == null) {
            known = Trace.id(id, spec);
            traceId = known;
        }
        return known;
    }

    String task() {
        return task;
    }

    String tenant() {
        return tenant;
    }

    String params() {
        return params;
    }

    RunSpec spec() {
        return spec;
    }

    /** Whether it was read from the store, and so may have been started before. */
    boolean recovered() {
        return recovered;
    }

    /** Whether an attempt may have been cut off by a crash of which the store says nothing. */
    boolean maybeCutOff() {
        return recovered && !noted;
    }
}
