package dev.gantry.probes.service;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The file that SQLite opens for an address, found as SQLite finds it.
 *
 * @param path absolute, over links and {@code ..} to where it is; empty for a database in memory
 */
record SqliteFile(Optional<Path> path) {
    private static final String URI = "file:";
    private static final int MOST_LINKS = 40;

    /**
     * Finds it.
     *
     * @param address what follows {@code jdbc:sqlite:}
     * @throws SQLException if it may not be opened, with why
     */
    static SqliteFile of(String address) throws SQLException {
        Optional<Path> found = Optional.empty();
        for (Path each : named(address)) {
            try {
                found = Optional.of(find(each, MOST_LINKS));
            } catch (IOException e) {
                throw new SQLException(each + " is no path: " + e.getMessage(), e);
            }
        }
        return new SqliteFile(found);
    }

    /**
     * The paths that an address may mean, without a look at any file; the last is what it says,
     * none is a database in memory.
     *
     * @throws SQLException if it is no address of a file, with why
     */
    static List<Path> named(String address) throws SQLException {
        String name = address.split("\\?", 2)[0];
        if (name.startsWith(":resource:")) {
            throw new SQLException("a resource cannot be asked; name a file");
        }
        boolean uri = name.startsWith(URI);
        String plain = uri ? decoded(name) : name;
        boolean inMemory = plain.isEmpty() || plain.equals(":memory:");
        if (inMemory && (uri || !address.contains("/"))) {
            return List.of();
        }
        List<Path> all = new ArrayList<>();
        // what the driver does not know as a parameter is a part of the name
        for (String each : uri ? List.of(plain) : List.of(address, plain)) {
            try {
                all.add(Path.of(each).toAbsolutePath());
            } catch (IllegalArgumentException e) {
                throw new SQLException(each + " is no path: " + e.getMessage(), e);
            }
        }
        return all;
    }

    /** The path in a URI, as <a href="https://sqlite.org/uri.html">SQLite reads it</a>. */
    private static String decoded(String uri) throws SQLException {
        String path =
                uri.substring(URI.length())
                        .split("#", 2)[0]
                        .replaceFirst("^//(localhost)?(?=/)", "")
                        .replace("+", "%2B");
        try {
            return URLDecoder.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SQLException(uri + " is no URI of a file: " + e.getMessage(), e);
        }
    }

    /**
     * Goes over links and {@code ..} one by one, where what does not exist is no hindrance, and
     * refuses the store of a Gantry under every name by which the way leads. Two copies of SQLite
     * in one process, of which this plugin's is one and that of Gantry's store the other, must not
     * open the same file: closing it in one takes the locks of the other, and the file may be
     * damaged.
     */
    private static Path find(Path path, int links) throws IOException, SQLException {
        Path at = path.getRoot();
        for (Path element : path) {
            switch (element.toString()) {
                case ".", "" -> {}
                case ".." -> at = at.getParent() == null ? at : at.getParent();
                default -> {
                    Path named = at.resolve(element);
                    refuseStore(named);
                    at = Files.isSymbolicLink(named) ? follow(named, links) : named;
                }
            }
        }
        return at;
    }

    private static Path follow(Path link, int links) throws IOException, SQLException {
        if (links == 0) {
            throw new IOException("too many links");
        }
        return find(link.resolveSibling(Files.readSymbolicLink(link)), links - 1);
    }

    /** What lies beside the store by its name, such as its log, is a part of it. */
    private static void refuseStore(Path file) throws SQLException {
        // some file systems do not tell large letters from small ones
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).startsWith("gantry.db")
                && Files.exists(file.resolveSibling("gantry.url"))) {
            throw new SQLException(
                    file
                            + " is the store of a Gantry; it must not be opened beside it. Use the"
                            + " detector gantry");
        }
    }
}
