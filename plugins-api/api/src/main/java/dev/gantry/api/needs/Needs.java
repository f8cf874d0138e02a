package dev.gantry.api.needs;

import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a plugin uses, on any class of it; what several classes say holds together.
 *
 * <pre>{@code
 * @TaskType(id = "crm.export")
 * @Needs(secrets = true, network = "crm.acme.com:443", files = "/srv/exports")
 * }</pre>
 *
 * <p>The build tool bnd turns it into a capability in the JAR's manifest, so an operator sees it
 * before the plugin is let in, and may refuse it. A plugin need not have it; where it does, Gantry
 * hands out no more than was declared: values that are {@link dev.gantry.api.schema.Secret} only
 * with {@link #secrets}; where there are {@link #files} or {@link #network}, no path and no URI
 * outside of them, neither as a parameter nor as a setting. What a plugin does on its own, past
 * Gantry, is not hindered: all plugins run in one JVM.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Capability(namespace = "gantry.needs")
public @interface Needs {

    /** Whether it is handed secrets, as parameters or as settings. */
    @Attribute("secrets")
    boolean secrets() default false;

    /**
     * Whom it connects to: {@code host:port}, {@code *.acme.com:443} for all hosts of a domain,
     * {@code host:*} for any port, {@code *} for anybody.
     */
    @Attribute("network")
    String[] network() default {};

    /** The programs that it starts, by name or path; {@code *} for any. */
    @Attribute("processes")
    String[] processes() default {};

    /**
     * The folders that it reads or writes in, absolute, with all that is below; {@code /} for any.
     */
    @Attribute("files")
    String[] files() default {};
}
