package dev.gantry.plugins.config;

/** No configuration fits a revision; the message names the key and says what to do. */
public final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    Misfit(String sentence) {
        super(sentence);
    }
}
