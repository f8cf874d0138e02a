package dev.gantry.probes.net;

import java.io.IOException;

/** The target does not answer as it should; the message is a whole sentence for a verdict. */
final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(String sentence) {
        super(sentence);
    }

    Unreachable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
