package dev.gantry.store;

import dev.gantry.spi.config.Settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this node is called among those that share a store. */
final class NodeName {
    private static final int LONGEST = 200;

    private NodeName() {}

    /**
     * What {@code gantry.node.name} says, else what {@code data/node.name} has kept, else the names
     * of host and home, which are kept there.
     *
     * @throws UnusableStoreException if it is no name
     */
    static String of(Settings settings) throws IOException {
        Path kept = settings.home().resolve("data/node.name");
        String chosen = settings.text("gantry.node.name", null);
        if (chosen != null) {
            return checked(chosen);
        }
        if (Files.exists(kept)) {
            return checked(Files.readString(kept).strip());
        }
        String name = checked(host() + ":" + settings.home().toAbsolutePath().normalize());
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, name + "\n");
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String checked(String name) {
        if (name.isBlank()
                || name.length() > LONGEST
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new UnusableStoreException(
                    "gantry.node.name: expected 1 to " + LONGEST + " characters, in one line");
        }
        return name;
    }
}
