package dev.gantry.spi.catalog;

/** No active plugin offers what was asked for; the message is the sentence that says why. */
public class NoProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence: what is missing and what to do
     */
    public NoProviderException(String message) {
        super(message);
    }
}
