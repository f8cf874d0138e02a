package dev.gantry.plugins.leak;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says which bundle a class is of, by its name and without loading it. Thread-safe.
 *
 * @param context any that is valid
 */
public record Owners(BundleContext context) implements Function<String, Optional<String>> {

    @Override
    public Optional<String> apply(String type) {
        String entry = type.replace('.', '/') + ".class";
        return Arrays.stream(context.getBundles())
                .filter(b -> b.getBundleId() != 0 && b.getEntry(entry) != null)
                .map(Bundle::getSymbolicName)
                .findFirst();
    }
}
