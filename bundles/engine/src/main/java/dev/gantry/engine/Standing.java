package dev.gantry.engine;

import java.util.List;

/** Where an open run stands in line. */
final class Standing {
    private volatile LaneWindow window;
    private List<Gate> gates = List.of();
    private volatile Gate held;
    private boolean rests;

    /** Its lane; {@code null} for a run that never waited in memory. */
    LaneWindow window() {
        return window;
    }

    void window(LaneWindow its) {
        window = its;
    }

    /** The gates in which it has a place. Guarded by the queue. */
    List<Gate> gates() {
        return gates;
    }

    void gates(List<Gate> passed) {
        gates = passed;
    }

    /** Whether it waits for other runs, and has given places back. Guarded by the queue. */
    boolean rests() {
        return rests;
    }

    void rests(boolean now) {
        rests = now;
    }

    /** The gate at which it waits, or {@code null}. Changed by the queue only. */
    Gate held() {
        return held;
    }

    void held(Gate at) {
        held = at;
    }
}
