package dev.gantry.spi.plugin;

import java.time.Instant;
import java.util.List;

/**
 * What is known of one revision, or of a file that is none.
 *
 * @param plugin the plugin's id; the file's name where the file could not be read
 * @param name for people
 * @param version {@code null} where the file could not be read
 * @param sha256 of the file
 * @param file name in the drop folder, or the last one it had
 * @param reason one sentence on why it is in its state, what to do; {@code null} when all is well
 * @param detail raw text behind the reason, or {@code null}
 * @param tasks ids of its task types
 * @param detectors ids of its detector types
 * @param since when it came into its state
 * @param leases pieces of work that run on it now
 * @param drain how it leaves, while it is draining; otherwise {@code null}
 * @param leak what still holds its classes although it is gone, in one sentence, or {@code null}
 * @param previous whether a roll back would go to it
 * @param signature who signed it; {@code null} while nobody looked, and for what is no plugin
 * @param needs what it declares that it uses
 */
public record RevisionInfo(
        String plugin,
        String name,
        String version,
        String sha256,
        String file,
        RevisionState state,
        String reason,
        String detail,
        List<String> tasks,
        List<String> detectors,
        Instant since,
        int leases,
        Drain drain,
        String leak,
        boolean previous,
        Signature signature,
        Needs needs) {}
