package dev.gantry.store;

/** The store cannot be opened; the message is for an operator and names the remedy. */
final class UnusableStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    UnusableStoreException(String message) {
        super(message);
    }
}
