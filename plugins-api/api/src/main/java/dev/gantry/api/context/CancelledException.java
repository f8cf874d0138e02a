package dev.gantry.api.context;

/**
 * The work stops because it was asked to. Let it pass: it is not a failure.
 *
 * <pre>{@code
 * try {
 *     context.sleep(Duration.ofMinutes(1));
 * } catch (CancelledException e) {
 *     process.destroy();
 *     throw e;
 * }
 * }</pre>
 */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Gantry and the test kit make them.
     *
     * @param message who or what asked, for a person
     */
    public CancelledException(String message) {
        super(message);
    }
}
