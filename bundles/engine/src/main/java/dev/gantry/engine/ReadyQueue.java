package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Runs that are due, in the order in which they start, and the places that they take.
 *
 * <p>Gold goes before silver, silver before bronze; but of {@value Turns#TURN} starts in a row at
 * least one is of each class that waits, here, at each gate, and of a tenant with a quota. Within a
 * class tenants share by start-time fair queueing (P. Goyal, H. M. Vin, H. Cheng, "Start-time Fair
 * Queueing", SIGCOMM 1996), a start being the unit of service: the tenant with the lowest start tag
 * is next, and each start puts its tag on by one divided by its weight. Within a class and tenant,
 * priority and then due time decide.
 *
 * <p>Thread-safe. No code of plugins and nothing that waits is called under its lock.
 */
final class ReadyQueue {

    private final Line[] lines = {new Line(), new Line(), new Line()};
    private final Turns turns = new Turns();
    private final Bulkheads bulkheads;
    private final Consumer<LiveRun> left;
    private final Set<Gate> open = new HashSet<>();
    private volatile int size;
    private volatile long changes;

    /** One service class. */
    private static final class Line {
        private final TreeSet<Flow> flows = new TreeSet<>(Flow.BY_START);
        private double virtual;
    }

    /**
     * @param left is told of runs that have no room in a gate
     */
    ReadyQueue(Bulkheads bulkheads, Consumer<LiveRun> left) {
        this.bulkheads = bulkheads;
        this.left = left;
    }

    private static int sla(LiveRun run) {
        return run.spec().sla().ordinal();
    }

    private static Flow flow(LiveRun run) {
        return run.standing().window().tenant().flow(sla(run));
    }

    /** Adds a run that has a lane, unless it does not wait any more. */
    void add(LiveRun run) {
        bulkheads.of(run.task());
        synchronized (this) {
            if (!run.waiting()) {
                return;
            }
            Flow flow = flow(run);
            if (flow.ready().add(run)) {
                size++;
                turns.add(sla(run));
                flow.tenant().turns().add(sla(run));
                changes++;
                run.standing().window().ready().add(run);
                activate(sla(run), flow);
            }
        }
    }

    private void activate(int sla, Flow flow) {
        Line line = lines[sla];
        if (!flow.ready().isEmpty() && !flow.tenant().full() && !line.flows.contains(flow)) {
            flow.since(line.virtual);
            line.flows.add(flow);
        }
    }

    /** The next run to start, with its places; {@code null} if there is none. */
    synchronized LiveRun poll() {
        LiveRun run;
        while ((run = choose()) != null) {
            Flow flow = flow(run);
            if (out(flow, run)) {
                start(flow, run, gates(run));
                return run;
            }
        }
        return null;
    }

    /** Takes runs out that others may start: it is no start, and takes no places. */
    synchronized List<LiveRun> give(int most) {
        List<LiveRun> given = new ArrayList<>();
        for (Line line : lines) {
            Queue<Flow> flows = new ArrayDeque<>(line.flows);
            while (given.size() < most && !flows.isEmpty()) {
                Flow flow = flows.poll();
                LiveRun run = flow.ready().first();
                if (out(flow, run)) {
                    given.add(run);
                }
                if (!flow.ready().isEmpty()) {
                    flows.add(flow);
                }
            }
        }
        return given;
    }

    /** Takes a run out of the line; false if it may not start. */
    private boolean out(Flow flow, LiveRun run) {
        take(flow, run);
        if (!run.waiting()) {
            return false;
        }
        Gate closed = bulkheads.closed(run);
        if (closed != null && !hold(closed, flow, run)) {
            left.accept(run);
        }
        return closed == null;
    }

    private boolean hold(Gate gate, Flow flow, LiveRun run) {
        boolean held = gate.hold(flow, run, bulkheads.parts());
        if (held) {
            turns.add(sla(run));
            run.standing().held(gate);
        }
        bulkheads.waits(gate);
        settle(gate);
        return held;
    }

    /** Lets a run wait at a gate that was read from the store for that. */
    synchronized void hold(Gate gate, LiveRun run) {
        if (run.waiting() && !hold(gate, flow(run), run)) {
            left.accept(run);
        }
        changes++;
    }

    /** From where to read what stays at a gate in the store; from here on it is noted anew. */
    synchronized Map<LaneWindow, Position> read(Gate gate) {
        Map<LaneWindow, Position> from = gate.read(bulkheads.parts());
        settle(gate);
        return from;
    }

    /** Runs of a lane were not read for a gate from here on. */
    synchronized void unread(Gate gate, LaneWindow window, Position from) {
        gate.unread(window, from);
        bulkheads.waits(gate);
    }

    private List<Gate> gates(LiveRun run) {
        return bulkheads.gates(run.task(), run.tenant(), run.spec().concurrency());
    }

    private LiveRun choose() {
        for (int sla = Turns.CLASSES - 1; sla > 0; sla--) {
            LiveRun run = turns.due(sla) ? best(sla) : due(sla);
            if (run != null) {
                return run;
            }
        }
        for (int sla = 0; sla < Turns.CLASSES; sla++) {
            LiveRun run = best(sla);
            if (run != null) {
                return own(run);
            }
        }
        return null;
    }

    /** Where a tenant has a quota, its classes have their turns of that too. */
    private static LiveRun own(LiveRun run) {
        Tenant tenant = flow(run).tenant();
        boolean bounded = tenant.quota().maxRunning() > 0;
        for (int sla = Turns.CLASSES - 1; bounded && sla > sla(run); sla--) {
            Flow flow = tenant.flow(sla);
            if (tenant.turns().due(sla) && !flow.ready().isEmpty()) {
                return flow.ready().first();
            }
        }
        return run;
    }

    /** The best of a class at a gate where it is that class's turn. */
    private LiveRun due(int sla) {
        for (Gate gate : open) {
            LiveRun run = gate.turns().due(sla) && !gate.full() ? gate.best(sla) : null;
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    private LiveRun best(int sla) {
        Line line = lines[sla];
        LiveRun best = line.flows.isEmpty() ? null : line.flows.first().ready().first();
        for (Gate gate : open) {
            LiveRun run = gate.full() ? null : gate.best(sla);
            if (run != null && (best == null || before(line, run, best))) {
                best = run;
            }
        }
        return best;
    }

    private static boolean before(Line line, LiveRun a, LiveRun b) {
        int byStart =
                Double.compare(
                        Math.max(flow(a).start(), line.virtual),
                        Math.max(flow(b).start(), line.virtual));
        return byStart != 0 ? byStart < 0 : Flow.ORDER.compare(a, b) < 0;
    }

    /** Takes a run out, wherever it waits. */
    private void take(Flow flow, LiveRun run) {
        if (Flow.remove(flow.ready(), run)) {
            size--;
            turns.remove(sla(run));
            flow.tenant().turns().remove(sla(run));
            run.standing().window().ready().remove(run);
            if (flow.ready().isEmpty()) {
                lines[sla(run)].flows.remove(flow);
            }
            return;
        }
        Gate gate = run.standing().held();
        if (gate != null && gate.take(flow, run)) {
            turns.remove(sla(run));
            run.standing().held(null);
            settle(gate);
        }
    }

    private void start(Flow flow, LiveRun run, List<Gate> gates) {
        int sla = sla(run);
        for (Gate gate : gates) {
            gate.enter();
            gate.started(flow, sla);
            settle(gate);
        }
        turns.started(sla);
        flow.tenant().turns().started(sla);
        run.standing().gates(gates);
        Line line = lines[sla];
        boolean active = line.flows.remove(flow);
        flow.since(line.virtual);
        line.virtual = flow.start();
        flow.charge(flow.tenant().quota().weight());
        if (active) {
            line.flows.add(flow);
        }
        if (flow.tenant().enter()) {
            stop(flow.tenant());
        }
    }

    /** A tenant is at its quota. */
    private void stop(Tenant tenant) {
        for (int sla = 0; sla < Turns.CLASSES; sla++) {
            lines[sla].flows.remove(tenant.flow(sla));
        }
    }

    private void settle(Gate gate) {
        if (gate.ready()) {
            open.add(gate);
        } else {
            open.remove(gate);
        }
        if (!gate.waits()) {
            bulkheads.waitsNot(gate);
        }
    }

    /** Gives the places of a run back. */
    synchronized void leave(LiveRun run) {
        List<Gate> gates = run.standing().gates();
        boolean rests = run.standing().rests();
        run.standing().rests(false);
        run.standing().gates(List.of());
        gates.forEach(this::free);
        if (!rests && !gates.isEmpty()) {
            free(run.standing().window().tenant());
        }
        changes++;
    }

    /** A run gives its places back, and waits for one of its key that other nodes have. */
    synchronized void refused(LiveRun run) {
        KeyGate gate = KeyGate.among(run.standing().gates());
        gate.elsewhere();
        run.standing().gates().forEach(Gate::unstarted);
        leave(run);
        hold(gate, run);
    }

    /** A run gives those places back that it does not need while it waits for other runs. */
    synchronized void rest(LiveRun run) {
        List<Gate> gates = run.standing().gates();
        if (run.standing().rests() || gates.isEmpty()) {
            return;
        }
        run.standing().rests(true);
        run.standing().gates(gates.stream().filter(gate -> !gate.given()).toList());
        gates.stream().filter(Gate::given).forEach(this::free);
        free(run.standing().window().tenant());
    }

    /** A run takes its places again, ahead of those that wait; false if there are none. */
    synchronized boolean again(LiveRun run) {
        List<Gate> needed = gates(run).stream().filter(Gate::given).toList();
        Tenant tenant = run.standing().window().tenant();
        if (!run.standing().rests() || needed.stream().anyMatch(Gate::full) || tenant.full()) {
            return false;
        }
        List<Gate> all = new ArrayList<>(run.standing().gates());
        for (Gate gate : needed) {
            gate.enter();
            settle(gate);
            all.add(gate);
        }
        run.standing().rests(false);
        run.standing().gates(all);
        if (tenant.enter()) {
            stop(tenant);
        }
        return true;
    }

    private void free(Gate gate) {
        gate.leave();
        settle(gate);
    }

    private void free(Tenant tenant) {
        tenant.leave();
        resume(tenant);
        changes++;
    }

    private void resume(Tenant tenant) {
        for (int sla = 0; sla < Turns.CLASSES; sla++) {
            activate(sla, tenant.flow(sla));
        }
    }

    /** Bounds of a tenant or a gate have changed. */
    synchronized void changed(Iterable<Tenant> tenants) {
        for (Tenant tenant : tenants) {
            stop(tenant);
            resume(tenant);
        }
        bulkheads.held().forEach(this::settle);
        changes++;
    }

    /** Forgets a run that ended while it waited. */
    synchronized void forget(LiveRun run) {
        if (run.standing().window() != null) {
            take(flow(run), run);
            changes++;
        }
    }

    /** Whether a run that is read from the store has to stay there. */
    synchronized boolean spills(
            LaneWindow window, String task, Concurrency concurrency, Position before) {
        for (Gate gate : bulkheads.known(task, window.tenant().name(), concurrency)) {
            if ((gate.full(concurrency) || gate.more())
                    && gate.spills(window, before, bulkheads.parts())) {
                bulkheads.waits(gate);
                return true;
            }
        }
        return false;
    }

    /** Grows whenever there may be something to start that was not there before. */
    long changes() {
        return changes;
    }

    /** Runs that wait for nothing but their turn. */
    int size() {
        return size;
    }
}
