package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** What keeps Gantry from starting on PostgreSQL is told in one sentence with the remedy. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresStartTest {
    private final PostgresServer server;

    PostgresStartTest(PostgresServer server) {
        this.server = server;
    }

    private static String refusal(PostgresAddress address) {
        return assertThrows(UnusableStoreException.class, () -> Stores.postgres(address))
                .getMessage();
    }

    private static void assertTold(String why, String... parts) {
        for (String part : parts) {
            assertTrue(why.contains(part), why);
        }
        assertFalse(why.contains("wr0ng"), "the password is shown: " + why);
        assertEquals(1, why.lines().count(), why);
    }

    @Test
    void theServerOfTheseTestsIsDurable() throws Exception {
        assertEquals("on", server.execute("SHOW fsync").getFirst());
        assertEquals("on", server.execute("SHOW synchronous_commit").getFirst());
        int version = Integer.parseInt(server.execute("SHOW server_version_num").getFirst());
        assertTrue(version >= 160_000, "" + version);
    }

    /** Notes how long an answer is waited for. */
    private static final class Patient extends Around {
        private final List<Integer> waits = new ArrayList<>();
        private Connection writer;

        Patient(PostgresAddress address) {
            super(Stores.dialect(address, "test"));
        }

        private void note() {
            try {
                waits.add(writer.getNetworkTimeout());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Connection writer() throws SQLException {
            writer = super.writer();
            return writer;
        }

        @Override
        public List<String> migrations() {
            note();
            return super.migrations();
        }

        @Override
        public void join(Connection with) throws SQLException {
            note();
            super.join(with);
        }
    }

    @Test
    void aMigrationMayTakeAnyTime() throws Exception {
        Patient dialect = new Patient(server.schema());
        Stores.open(dialect).close();
        assertEquals(List.of(0, 60_000), dialect.waits);
    }

    @Test
    void aWrongUrl() {
        for (String url :
                new String[] {"jdbc:postgres:x", "jdbc:postgresql://localhost:x/gantry?a=wr0ng"}) {
            String why =
                    assertThrows(
                                    UnusableStoreException.class,
                                    () -> new PostgresAddress(url, null, "wr0ng"))
                            .getMessage();
            assertTold(why, "gantry.store.url: expected jdbc:postgresql://host:port/database");
        }
    }

    @Test
    void noServer() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://localhost:" + free + "/gantry";
        assertTold(
                refusal(new PostgresAddress(url + "?sslmode=disable", "gantry", "wr0ng")),
                "PostgreSQL at " + url + " does not answer",
                "see that it runs and that gantry.store.url names it");
    }

    @Test
    void noSuchHost() {
        assertTold(
                refusal(
                        new PostgresAddress(
                                "jdbc:postgresql://nowhere.invalid/gantry", "gantry", "wr0ng")),
                "does not answer",
                "gantry.store.url names it");
    }

    @Test
    void aWrongPassword() {
        for (String password : new String[] {"wr0ng", null}) {
            assertTold(
                    refusal(server.at("postgres", PostgresServer.GUARDED, password)),
                    "refused the role guarded",
                    "correct gantry.store.user and gantry.store.password");
        }
    }

    @Test
    void noSuchDatabase() {
        assertTold(
                refusal(server.at("nothing", "postgres", null)),
                "has no database nothing",
                "create it, or correct gantry.store.url");
    }

    @Test
    void noSuchSchema() {
        assertTold(
                refusal(server.at("postgres?currentSchema=nothing", "postgres", null)),
                "is not there, or closed to this role; create it");
    }

    @Test
    void aRoleThatMayNotCreateTables() {
        String why = refusal(server.at("postgres", PostgresServer.GUARDED, "right"));
        assertTold(
                why,
                "does not let the role guarded do its work",
                "make the role the owner of the database or schema");
    }

    @Test
    void anEncodingThatHoldsNotAllCharacters() throws Exception {
        server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        assertTold(
                refusal(server.at("latin", "postgres", null)),
                "has the encoding LATIN1; create a database for Gantry with ENCODING 'UTF8'");
    }

    @Test
    void theDatabaseOfAnotherProgram() throws Exception {
        PostgresAddress address = server.schema();
        PostgresServer.execute(address, "CREATE TABLE schema_version (version INTEGER)");
        assertTold(
                refusal(address),
                "holds tables of another program; give Gantry a database or schema of its own");
        assertEquals(
                "0",
                PostgresServer.execute(address, "SELECT count(*) FROM schema_version").getFirst());
    }

    @Test
    void aNewerSchema() throws Exception {
        PostgresAddress address = server.schema();
        Stores.postgres(address).close();
        PostgresServer.execute(address, "INSERT INTO schema_version VALUES (99, 'future', 0)");
        assertTold(refusal(address), "newer Gantry (schema 99, this one knows ");
    }

    @Test
    void aSecondGantryOfTheSameName() throws Exception {
        PostgresAddress address = server.schema();
        Database first = Stores.postgres(address);
        assertTold(
                refusal(address),
                "Another Gantry works on " + address.name() + " as the node test; stop it, or",
                "another name with gantry.node.name");
        Database beside = Stores.postgres(server.schema());
        beside.close();
        first.close();
        Stores.postgres(address).close();
    }

    @Test
    void opensItsOwnAgain() throws Exception {
        PostgresAddress address = server.schema();
        Database first = Stores.postgres(address);
        new SqlRunStore(first).insert(RunRows.plain(7)).join();
        first.close();
        Database again = Stores.postgres(address);
        assertEquals(1, new SqlRunStore(again).countOpen());
        again.close();
    }

    @Test
    void aRestartOfTheServerIsSurvived() throws Exception {
        try (PostgresServer own = new PostgresServer()) {
            Database database = Stores.postgres(own.schema());
            SqlRunStore store = new SqlRunStore(database);
            store.insert(RunRows.plain(1)).join();
            own.stop();
            CompletionException failed =
                    assertThrows(
                            CompletionException.class, () -> store.insert(RunRows.plain(2)).join());
            GantryException why = (GantryException) failed.getCause();
            assertEquals(GantryException.Code.UNAVAILABLE, why.code());
            assertTrue(why.getMessage().contains("does not answer"), why.getMessage());
            assertTrue(database.outage().isPresent());
            assertTrue(Double.isNaN(database.bytes()));
            GantryException unread = assertThrows(GantryException.class, () -> store.find(1));
            assertEquals(GantryException.Code.UNAVAILABLE, unread.code());
            own.start();
            assertEquals(3L, store.insert(RunRows.plain(3)).join());
            assertTrue(database.outage().isEmpty());
            assertEquals(2, store.countOpen());
            database.close();
        }
    }
}
