package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredRun;

/**
 * An open run in memory. Its state changes under its own lock, which is never held while anything
 * else is called. Thread-safe.
 */
final class LiveRun {

    /** How far the run is. */
    record Progress(double fraction, String message) {
        static final Progress NONE = new Progress(0, "");
    }

    private final long id;
    private final String task;
    private final String tenant;
    private final String params;
    private final RunSpec spec;
    private final boolean recovered;
    private final boolean noted;
    private volatile String name;
    private volatile String traceId;
    private volatile RunState state = RunState.QUEUED;
    private volatile long due;
    private volatile int counted;
    private volatile long firstStarted;
    private volatile RevisionRef plugin;
    private volatile RunError error;
    private volatile String detail;
    private volatile String cancel;
    private volatile String blocked;
    private volatile Progress progress = Progress.NONE;
    private volatile RunningAttempt attempt;
    private final Standing standing = new Standing();
    private volatile Charge charge;
    private volatile boolean withdrawn;
    private volatile boolean terminated;
    private volatile RunEnd end;
    private RunLog log;

    LiveRun(NewRun run, RunSpec spec) {
        this.id = run.id();
        this.task = run.task();
        this.tenant = run.tenant();
        this.params = run.params();
        this.spec = spec;
        this.recovered = false;
        this.noted = false;
        this.due = run.due();
    }

    LiveRun(StoredRun run, RunSpec spec, RunError error) {
        this.id = run.id();
        this.task = run.task();
        this.tenant = run.tenant();
        this.params = run.params();
        this.spec = spec;
        this.recovered = true;
        this.noted = run.started() > 0;
        this.due = run.due();
        this.counted = run.attempt();
        this.plugin = RowCodec.parseRevision(run.plugin());
        this.error = error;
        this.detail = run.detail();
        this.cancel = run.cancel();
        this.firstStarted = run.started();
    }

    /** Another run in the place of one that was withdrawn unstarted, to be run with these. */
    LiveRun(LiveRun old, String params, RunSpec spec, long due) {
        this.id = old.id;
        this.task = old.task;
        this.tenant = old.tenant;
        this.params = params;
        this.spec = spec;
        this.recovered = old.recovered;
        this.noted = old.noted;
        this.due = due;
        this.detail = old.detail;
        this.error = old.error;
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

    RunState state() {
        return state;
    }

    long due() {
        return due;
    }

    /** Attempts that are over and were counted. */
    int counted() {
        return counted;
    }

    /** Start of the first attempt in ms since 1970; 0 before. */
    long firstStarted() {
        return firstStarted;
    }

    void firstStarted(long at) {
        firstStarted = at;
    }

    /**
     * The revision of its latest attempt, on which it has to stay; {@code null} if there was none,
     * or the next one may begin anywhere.
     */
    RevisionRef plugin() {
        return plugin;
    }

    RunError error() {
        return error;
    }

    String detail() {
        return detail;
    }

    void detail(String json) {
        detail = json;
    }

    /** Why it shall stop, or {@code null}. */
    String cancel() {
        return cancel;
    }

    /** Why it is blocked, or {@code null}. */
    String blocked() {
        return blocked;
    }

    Progress progress() {
        return progress;
    }

    void progress(Progress now) {
        progress = now;
    }

    /** Where it stands in line. */
    Standing standing() {
        return standing;
    }

    /** Takes note of what its present attempt uses; {@code null} before the first. */
    Charge charge() {
        return charge;
    }

    void charge(Charge its) {
        charge = its;
    }

    /** The attempt that runs, or {@code null}. */
    RunningAttempt attempt() {
        return attempt;
    }

    /** Its final record when that is on disk, or {@code null}. */
    RunEnd end() {
        return end;
    }

    boolean waiting() {
        RunState now = state;
        return !withdrawn && waits(now);
    }

    /** Whether an attempt of it may have begun, or has. */
    boolean begun() {
        return !waits(state) || counted > 0 || plugin != null || firstStarted > 0;
    }

    private static boolean waits(RunState now) {
        return now == RunState.QUEUED || now == RunState.SCHEDULED || now == RunState.BLOCKED;
    }

    synchronized boolean schedule() {
        return moveTo(RunState.SCHEDULED);
    }

    synchronized boolean queue() {
        blocked = null;
        return moveTo(RunState.QUEUED);
    }

    synchronized boolean block(String reason) {
        blocked = reason;
        return moveTo(RunState.BLOCKED);
    }

    private boolean moveTo(RunState next) {
        if (!waiting()) {
            return false;
        }
        state = next;
        return true;
    }

    /** Takes it out of the queue to be run; false if somebody else took it, or a pause holds it. */
    synchronized boolean begin(Pauses pauses) {
        if (withdrawn || state != RunState.QUEUED || pauses.of(this) != null) {
            return false;
        }
        state = RunState.RUNNING;
        return true;
    }

    /** Takes it, wherever it waits, to be ended unstarted; false if it does not wait. */
    synchronized boolean claim(String reason) {
        if (!waiting()) {
            return false;
        }
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    /** Returns when whoever is about to begin it has done so. */
    synchronized void settle() {
        // to have had the lock is all
    }

    /** Takes it, wherever it waits, to put another one in its place; false if it does not wait. */
    synchronized boolean withdraw() {
        if (!waiting()) {
            return false;
        }
        withdrawn = true;
        return true;
    }

    boolean withdrawn() {
        return withdrawn;
    }

    /** Notes that a running one is to be stopped without clean-up; false if it does not run. */
    synchronized boolean terminate(String reason) {
        if (state != RunState.RUNNING && state != RunState.CANCELLING) {
            return false;
        }
        terminated = true;
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    boolean terminated() {
        return terminated;
    }

    synchronized void attach(RunningAttempt running) {
        attempt = running;
        plugin = running.revision();
        progress = Progress.NONE;
        if (firstStarted == 0) {
            firstStarted = running.startedAt();
        }
    }

    /**
     * The revision is taken away: while it waits, it need not stay there any more.
     *
     * @return the attempt that runs on that revision, noted to be given up, or {@code null}
     */
    synchronized RunningAttempt revoke(RevisionRef revision) {
        if (!revision.equals(plugin)) {
            return null;
        }
        if (attempt != null) {
            attempt.revoke();
        } else if (waiting()) {
            plugin = null;
        }
        return attempt;
    }

    /** Notes that a running one shall stop; false if it does not run. */
    synchronized boolean stop(String reason) {
        if (state == RunState.CANCELLING) {
            return true;
        }
        if (state != RunState.RUNNING) {
            return false;
        }
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    /**
     * Back from running to waiting, on no revision if that of its attempt was taken away.
     *
     * @return false if it shall stop instead
     */
    synchronized boolean waitAgain(int countedNow, long dueNow, RunError last) {
        if (attempt != null && attempt.revoked()) {
            plugin = null;
        }
        attempt = null;
        counted = countedNow;
        due = dueNow;
        if (last != null) {
            error = last;
        }
        if (cancel != null) {
            return false;
        }
        state = RunState.QUEUED;
        return true;
    }

    synchronized void ended(RunEnd record, RunError last) {
        attempt = null;
        if (last != null) {
            error = last;
        }
        end = record;
        state = RunState.FINISHED;
    }

    synchronized RunLog log(RunLogs logs) {
        if (log == null) {
            log = logs.open(this);
        }
        return log;
    }

    /** Its log if anything was written to it since it came into memory, or {@code null}. */
    synchronized RunLog logIfAny() {
        return log;
    }
}
