package dev.gantry.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What PostgreSQL's failures mean for Gantry, by their SQLSTATE. */
final class PostgresFailures {
    /** Gantry's own: somebody else has the store. */
    static final String TAKEN = "GN001";

    /** A lock was not to be had in time. */
    static final String LOCKED = "55P03";

    private static final String NO_SUCH_CHARACTER = "22021";
    private static final Set<String> ROLE = Set.of("08004", "28000", "28P01");
    private static final Set<String> ENDED =
            Set.of("25P03", "57P01", "57P02", "57P03", "57P04", "57P05");

    private static final Set<String> YIELDED = Set.of("40001", "40P01");

    private final PostgresAddress address;

    PostgresFailures(PostgresAddress address) {
        this.address = address;
    }

    /** See {@link Dialect#lost}. */
    static boolean lost(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || ENDED.contains(state);
    }

    /** See {@link Dialect#yielded}. */
    static boolean yielded(SQLException failure) {
        return YIELDED.contains(state(failure));
    }

    /** See {@link Dialect#refusal}. */
    static String refusal(SQLException failure) {
        return state(failure).equals(NO_SUCH_CHARACTER)
                ? "The store refused a write: a text in it holds the character U+0000, which"
                        + " PostgreSQL cannot store; leave it out"
                : "The store refused a write: " + failure.getMessage();
    }

    /** See {@link Dialect#outage}. */
    Optional<String> outage(SQLException failure) {
        String state = state(failure);
        if (state.equals(TAKEN)) {
            return Optional.of(failure.getMessage());
        }
        if (ROLE.contains(state)) {
            return told(
                    "refused the role " + address.role(),
                    failure,
                    "correct gantry.store.user and gantry.store.password, or let the role in by"
                            + " pg_hba.conf");
        }
        if (lost(failure)) {
            return told(
                    "does not answer",
                    failure,
                    "see that it runs and that gantry.store.url names it; once Gantry runs, it"
                            + " connects again by itself");
        }
        return switch (state) {
            case "3D000" ->
                    told(
                            "has no database " + address.database(),
                            failure,
                            "create it, or correct gantry.store.url");
            case "42501" ->
                    told(
                            "does not let the role " + address.role() + " do its work",
                            failure,
                            "make the role the owner of the database or schema");
            case "3F000", "42P01", "42703" ->
                    told("misses tables of Gantry", failure, "restore it from a backup");
            case "25006" ->
                    told(
                            "takes no writes",
                            failure,
                            "name the primary server in gantry.store.url, or make it writable");
            case "53100" ->
                    told(
                            "has no room on its disk",
                            failure,
                            "free some there, Gantry goes on by itself");
            case "53300" -> told("has no connection left", failure, "raise its max_connections");
            case LOCKED, "57014", "40001", "40P01" ->
                    told(
                            "was kept from a write by others or by a limit of time",
                            failure,
                            "end what locks Gantry's tables, Gantry goes on by itself");
            default -> trouble(state, failure);
        };
    }

    private Optional<String> trouble(String state, SQLException failure) {
        return switch (state.substring(0, 2)) {
            case "53", "58", "XX", "F0" ->
                    told("has trouble", failure, "see its log, Gantry goes on by itself after");
            default -> Optional.empty();
        };
    }

    private Optional<String> told(String what, SQLException failure, String remedy) {
        return Optional.of(
                "PostgreSQL at "
                        + address.name()
                        + " "
                        + what
                        + " ("
                        + message(failure)
                        + "); "
                        + remedy);
    }

    private static String message(SQLException failure) {
        Throwable cause = failure.getCause();
        String message = String.valueOf(failure.getMessage()).strip();
        return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
                ? message
                : message + ": " + cause.getMessage();
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.length() != 5 ? "00000" : state;
    }
}
