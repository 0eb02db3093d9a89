//! Which value is in force: one walk over the layers, from the top.
//!
//! The nearest value wins. A lock ends the walk; bounds that a layer narrows hold for what stands below. A value that may not
//! count (behind a lock, out of the bounds of a layer or of today's code) isn't in force, and is kept: it counts again when
//! what forbids it goes.

use super::super::rules::ValueOrigin;
use super::values::{Bounds, Takes};
use serde_json::Value;

/// What one layer says of a setting, below the platform's default.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Which layer.
    pub origin: ValueOrigin,
    /// Its value; `None`: it has none.
    pub value: Option<Value>,
    /// Whether what stands below may not differ.
    pub is_locked: bool,
    /// Within which bounds its own value and those below must be, beside the ones from above.
    pub narrows: Bounds,
}

/// A setting as it is in force somewhere, and how it came to that.
#[derive(Debug, Clone, PartialEq)]
pub struct Effective {
    /// What counts.
    pub value: Value,
    /// From which layer it comes.
    pub origin: ValueOrigin,
    /// The layer that locked it, the topmost that did.
    pub locked_by: Option<ValueOrigin>,
    /// Within which bounds it may be set at the lowest layer that was asked for.
    pub allowed: Bounds,
    /// The value of each layer that has one, from the top; the first is the platform's.
    pub layers: Vec<LayerValue>,
}

/// What one layer has set, and whether it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerValue {
    /// Which layer.
    pub origin: ValueOrigin,
    /// Its value.
    pub value: Value,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether a layer's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    InForce,
    /// A nearer one does.
    Overridden,
    /// A lock above keeps it from counting.
    Locked,
    /// It is out of the bounds that it must be in, or of another type than the setting is today.
    OutOfBounds,
}

/// What is in force below `layers`, which come from the top. `base` is what counts where none of them says anything: the
/// platform's default, or the nation's own value. Where a layer narrows the bounds so far that what came from above lies
/// without, that stays in force: something must be. A published model doesn't do that.
pub fn effective(takes: &Takes, base: Value, layers: &[Layer]) -> Effective {
    let first =
        LayerValue { origin: ValueOrigin::Nation, value: base, standing: Standing::InForce };
    let mut listed = vec![first];
    let mut locked_by = None;
    let mut allowed = takes.bounds();
    for layer in layers {
        if locked_by.is_none() {
            allowed = allowed.within(&layer.narrows);
        }
        if let Some(value) = &layer.value {
            let fits = takes.read(value).is_ok_and(|fitting| allowed.admit(&fitting));
            let standing = match (locked_by, fits) {
                (Some(_), _) => Standing::Locked,
                (None, false) => Standing::OutOfBounds,
                (None, true) => Standing::InForce,
            };
            if standing == Standing::InForce {
                override_those_above(&mut listed);
            }
            listed.push(LayerValue { origin: layer.origin, value: value.clone(), standing });
        }
        if layer.is_locked && locked_by.is_none() {
            locked_by = Some(layer.origin);
        }
    }
    let (value, origin) = counting(&listed);
    Effective { value, origin, locked_by, allowed, layers: listed }
}

fn override_those_above(listed: &mut [LayerValue]) {
    for above in listed.iter_mut().filter(|above| above.standing == Standing::InForce) {
        above.standing = Standing::Overridden;
    }
}

/// The one that counts: there is always one, for the first did when it was listed.
fn counting(listed: &[LayerValue]) -> (Value, ValueOrigin) {
    let found = listed.iter().find(|layer| layer.standing == Standing::InForce);
    found.map_or((Value::Null, ValueOrigin::Nation), |layer| (layer.value.clone(), layer.origin))
}

#[cfg(test)]
mod tests;
