package dev.gantry.launcher.cli;

/** A path with the parameters that are given. */
final class Query {
    private final StringBuilder text;
    private char separator = '?';

    Query(String path) {
        text = new StringBuilder(path);
    }

    /** Adds a parameter unless it is {@code null}. */
    Query with(String name, String value) {
        if (value != null) {
            text.append(separator).append(name).append('=').append(Api.escape(value));
            separator = '&';
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
