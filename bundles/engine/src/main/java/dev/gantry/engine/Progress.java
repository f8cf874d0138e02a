package dev.gantry.engine;

/** How far a run is. */
record Progress(double fraction, String message) {
    static final Progress NONE = new Progress(0, "");
}
