package dev.gantry.api.detect;

import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class that implements {@link Detector} a detector type. The class is public, not
 * abstract, and has a public constructor without parameters; each inspection gets an instance of
 * its own. A class that is also an OSGi component which provides {@code Detector} as a service is
 * taken from there instead.
 *
 * <pre>{@code
 * @DetectorType(
 *         id = "disk.room",
 *         title = "Room on a disk",
 *         description = "Warns before a disk is full.")
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "gantry.detector", attribute = "impl=${@class}")
public @interface DetectorType {

    /**
     * The name that checks use, unique among all plugins: lower-case words of letters, digits and
     * dashes, joined by dots, at most 100 characters, as {@code disk.room}. It never changes.
     */
    @Attribute("id")
    String id();

    /** A short name for people; by default the id. */
    @Attribute("title")
    String title() default "";

    /** What it judges, in a sentence or two. */
    @Attribute("description")
    String description() default "";
}
