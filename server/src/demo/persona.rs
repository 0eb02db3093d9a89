//! The parts of the demo that one can play.

use clap::ValueEnum;

macro_rules! personas {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A part of the demo that one can play.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        pub enum Persona { $($(#[$doc])* #[value(name = $text)] $name),+ }

        impl Persona {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As it is given to `centrum token`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

personas! {
    /// National coordinator.
    Coordinator = "coordinator",
    /// Model approver of the nation.
    Approver = "approver",
    /// Administrator of Hlučínsko – západ.
    Admin = "admin",
    /// Manager of its centre.
    Manager = "manager",
    /// Development specialist of its centre.
    Specialist = "specialist",
    /// Clerk of its centre.
    Clerk = "clerk",
    /// Data protection officer of its centre.
    Dpo = "dpo",
    /// Chair of the association.
    Chair = "chair",
    /// Mayor of Bolatice.
    MayorBolatice = "mayor-bolatice",
    /// Mayor of Třebom.
    MayorTrebom = "mayor-trebom",
    /// Administrator of Sdružení obcí Hlučínska.
    AdminHlucinska = "admin-hlucinska",
}

impl Persona {
    /// The one that is marked last: where it is, the whole demo is.
    pub const LAST: Self = Self::AdminHlucinska;
}
