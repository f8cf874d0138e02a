package dev.gantry.plugins.schema;

/** A type from which no schema can be made; the message is a sentence with the remedy. */
public final class SchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what has no schema, and what to do
     */
    public SchemaException(String message) {
        super(message);
    }
}
