package dev.gantry.engine;

import java.util.List;

/** Where an open run stands in line. */
final class Standing {
    private volatile LaneWindow window;
    private List<Gate> gates = List.of();
    private Gate held;

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

    /** The gate at which it waits, or {@code null}. Guarded by the queue. */
    Gate held() {
        return held;
    }

    void held(Gate at) {
        held = at;
    }
}
