package dev.gantry.itests;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gantrys that share a PostgreSQL of their own. */
final class Nodes implements AutoCloseable {
    private final Path folder;
    private final EmbeddedPostgres server;
    private final List<Gantry> nodes = new ArrayList<>();

    /**
     * @param folder for the database and the nodes' homes
     */
    Nodes(Path folder) throws IOException {
        this.folder = folder;
        this.server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgres"))
                        .setServerConfig("fsync", "on")
                        .setServerConfig("unix_socket_directories", "")
                        .start();
    }

    Map<String, String> environment(String name, int slots) {
        return Map.of(
                "GANTRY_STORE_URL",
                "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                "GANTRY_STORE_USER",
                "postgres",
                "GANTRY_NODE_NAME",
                name,
                "GANTRY_ENGINE_SLOTS",
                String.valueOf(slots));
    }

    /** A node with a plugin of these classes, which is active. */
    Gantry start(String name, int slots, Class<?>... plugin) throws Exception {
        Gantry node =
                Gantry.start(Gantry.INSTALLATION, environment(name, slots), folder.resolve(name));
        nodes.add(node);
        node.drop(PluginJar.make(folder, "test.tasks", "1.0.0", plugin));
        node.awaitRevision("test.tasks", "active");
        return node;
    }

    /** Another one that is to be gone at the end. */
    void add(Gantry node) {
        nodes.add(node);
    }

    /** The one number that a query of the database gives. */
    long count(String sql) throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws Exception {
        for (Gantry node : nodes) {
            node.kill();
        }
        server.close();
    }
}
