package dev.gantry.spi.plugin;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a plugin declares that it uses, see {@code dev.gantry.api.needs.Needs}.
 *
 * @param secrets whether it is handed secrets
 * @param network whom it connects to
 * @param processes what it starts
 * @param files folders that it reads or writes in
 */
public record Needs(
        boolean secrets, List<String> network, List<String> processes, List<String> files) {

    /** Nothing was declared. */
    public static final Needs NONE = new Needs(false, List.of(), List.of(), List.of());

    /** Takes copies. */
    public Needs {
        network = List.copyOf(network);
        processes = List.copyOf(processes);
        files = List.copyOf(files);
    }

    /** These and others together. */
    public Needs and(Needs others) {
        return new Needs(
                secrets || others.secrets,
                both(network, others.network),
                both(processes, others.processes),
                both(files, others.files));
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().sorted().toList();
    }
}
