package dev.gantry.plugins.trust;

/** A JAR is not to be trusted; the message is the sentence that says why and what to do. */
final class Untrusted extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean revoked;

    Untrusted(String sentence) {
        this(sentence, false);
    }

    /**
     * @param revoked whether somebody said so of the certificate, and it is not merely unknown
     */
    Untrusted(String sentence, boolean revoked) {
        super(sentence);
        this.revoked = revoked;
    }

    boolean revoked() {
        return revoked;
    }
}
