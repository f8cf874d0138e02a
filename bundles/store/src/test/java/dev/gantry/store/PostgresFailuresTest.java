package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.List;

class PostgresFailuresTest {
    private final PostgresFailures failures =
            new PostgresFailures(
                    new PostgresAddress(
                            "jdbc:postgresql://db:5432/gantry?sslmode=require", "ann", "s3cret"));

    private static SQLException failure(String state) {
        return new SQLException("it says why", state);
    }

    @Test
    void whatIsAboutTheStoreNamesTheRemedy() {
        for (String state :
                List.of(
                        "08001", "08003", "08006", "57P01", "57P03", "28P01", "3D000", "42501",
                        "42P01", "25006", "53100", "53200", "53300", "55P03", "57014", "58030",
                        "XX001")) {
            String why = failures.outage(failure(state)).orElseThrow();
            assertTrue(why.startsWith("PostgreSQL at jdbc:postgresql://db:5432/gantry "), why);
            assertTrue(why.contains("(it says why); "), why);
            assertFalse(why.contains("s3cret"), why);
        }
    }

    @Test
    void whatIsAboutOneWriteIsNone() {
        for (String state : List.of("23505", "22021", "22003", "23502", "25P02")) {
            assertTrue(failures.outage(failure(state)).isEmpty(), state);
            assertFalse(PostgresFailures.lost(failure(state)), state);
        }
        assertTrue(failures.outage(new SQLException("none")).isEmpty());
    }

    @Test
    void aLostConnectionIsToldFromTrouble() {
        for (String state : List.of("08003", "08006", "08001", "57P01", "57P02")) {
            assertTrue(PostgresFailures.lost(failure(state)), state);
        }
        for (String state : List.of("53100", "25006", "57014", "40001")) {
            assertFalse(PostgresFailures.lost(failure(state)), state);
        }
    }

    @Test
    void whatGaveWayIsTriedAgain() {
        assertTrue(PostgresFailures.yielded(failure("40P01")));
        assertTrue(PostgresFailures.yielded(failure("40001")));
        assertFalse(PostgresFailures.yielded(failure("55P03")));
    }

    @Test
    void anAddressShowsNoPassword() {
        PostgresAddress address =
                new PostgresAddress("jdbc:postgresql://db/gantry?x=y", "ann", "s3cret");
        assertEquals("jdbc:postgresql://db/gantry", address.toString());
        assertEquals("gantry", address.database());
    }
}
