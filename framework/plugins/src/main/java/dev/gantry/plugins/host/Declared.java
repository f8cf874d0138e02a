package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.Needs;

import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

import java.util.List;
import java.util.Map;

/** What a plugin declares and what is in it, wherever that is read from. */
interface Declared {

    /** The plugin's id. */
    String id();

    /** Attributes of each capability that it declares in a namespace. */
    List<Map<String, Object>> capabilities(String namespace);

    /** What it says that it uses. */
    Needs needs() throws Rejection;

    /** Whether there is such a file in the JAR. */
    boolean has(String entry);

    Class<?> load(String name) throws ClassNotFoundException;

    /** Of a resolved bundle. */
    static Declared by(Bundle bundle, OfferReader.Classes classes) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return new Declared() {
            @Override
            public String id() {
                return bundle.getSymbolicName();
            }

            @Override
            public List<Map<String, Object>> capabilities(String namespace) {
                return wiring.getCapabilities(namespace).stream()
                        .map(BundleCapability::getAttributes)
                        .toList();
            }

            @Override
            public Needs needs() throws Rejection {
                return DeclaredNeeds.of(bundle);
            }

            @Override
            public boolean has(String entry) {
                return bundle.getEntry(entry) != null;
            }

            @Override
            public Class<?> load(String name) throws ClassNotFoundException {
                return classes.load(name);
            }
        };
    }
}
