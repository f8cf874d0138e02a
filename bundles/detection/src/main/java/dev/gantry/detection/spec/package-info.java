/** What a person says of a check, read and written. */
package dev.gantry.detection.spec;
