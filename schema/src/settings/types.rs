//! What a setting shows.

use crate::asked::{Language, language};
use crate::ids;
use crate::services::ValueOrigin;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::configuration::settings::{
    self, Bounds, Counts, Definition, LayerValue as Layered, Setting, Takes,
};
use domain::kernel::money;
use serde_json::Value;

/// Of which type a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum SettingType {
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A whole number of minutes.
    Minutes,
    /// A whole number of days.
    Days,
    /// An amount of crowns with two places, as a string: `"12.50"`.
    Money,
    /// A string.
    Text,
    /// One of some words, as a string.
    Enum,
    /// Some of some words, or none: a list of strings, each once.
    EnumList,
}

/// In what a setting's value is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum SettingUnit {
    /// So many of a thousand (promile).
    Permille,
    /// Minutes (minuty).
    Minutes,
    /// Days (dny).
    Days,
    /// Czech crowns (koruny).
    Czk,
}

/// Whether a layer's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "settings::Standing")]
pub(crate) enum LayerStanding {
    /// It does.
    InForce,
    /// A nearer layer's does.
    Overridden,
    /// It is kept; a lock above keeps it from counting.
    Locked,
    /// It is kept; it is out of bounds that were narrowed since.
    OutOfBounds,
}

/// The value of one layer.
#[derive(SimpleObject)]
pub(crate) struct LayerValue {
    /// Which layer.
    layer: ValueOrigin,
    /// Its value.
    value: Value,
    /// Whether it counts.
    standing: LayerStanding,
}

impl From<Layered> for LayerValue {
    fn from(layer: Layered) -> Self {
        let Layered { origin, value, standing } = layer;
        Self { layer: origin.into(), value, standing: standing.into() }
    }
}

/// Within which bounds a value must be.
#[derive(SimpleObject)]
pub(crate) struct SettingBounds {
    /// The least, written as a value of the setting is; null: there is none.
    minimum: Option<Value>,
    /// The most, of a text its characters; null: there is none.
    maximum: Option<Value>,
    /// The words that may be chosen; null: it takes no words.
    words: Option<Vec<String>>,
}

impl SettingBounds {
    pub(crate) fn of(takes: &Takes, bounds: Bounds) -> Self {
        let number = |number: i64| match takes {
            Takes::Money { .. } => Value::from(money::printed(number)),
            Takes::Flag { .. }
            | Takes::Number { .. }
            | Takes::Text { .. }
            | Takes::Word { .. }
            | Takes::Words { .. } => Value::from(number),
        };
        let Bounds { least, most, words } = bounds;
        let words = words.map(|words| words.into_iter().collect());
        Self { minimum: least.map(number), maximum: most.map(number), words }
    }
}

/// What there is to know of a setting.
pub(crate) struct SettingDefinition(pub(crate) &'static Definition);

/// What there is to know of a setting.
#[Object]
impl SettingDefinition {
    /// What it does, in the language of `Accept-Language`: Czech, or English.
    async fn description(&self, ctx: &Context<'_>) -> &'static str {
        match language(ctx) {
            Language::Cs => self.0.cs,
            Language::En => self.0.en,
        }
    }

    /// Of which type its value is.
    #[graphql(name = "type")]
    async fn kind(&self) -> SettingType {
        match self.0.takes {
            Takes::Flag { .. } => SettingType::Boolean,
            Takes::Number { counts, .. } => match counts {
                Counts::Things | Counts::Permille => SettingType::Integer,
                Counts::Minutes => SettingType::Minutes,
                Counts::Days => SettingType::Days,
            },
            Takes::Money { .. } => SettingType::Money,
            Takes::Text { .. } => SettingType::Text,
            Takes::Word { .. } => SettingType::Enum,
            Takes::Words { .. } => SettingType::EnumList,
        }
    }

    /// In what it is counted; null: it is no quantity, or a number of things.
    async fn unit(&self) -> Option<SettingUnit> {
        match self.0.takes {
            Takes::Number { counts, .. } => match counts {
                Counts::Things => None,
                Counts::Permille => Some(SettingUnit::Permille),
                Counts::Minutes => Some(SettingUnit::Minutes),
                Counts::Days => Some(SettingUnit::Days),
            },
            Takes::Money { .. } => Some(SettingUnit::Czk),
            Takes::Flag { .. } | Takes::Text { .. } | Takes::Word { .. } | Takes::Words { .. } => {
                None
            }
        }
    }

    /// What counts where no layer says anything.
    #[graphql(name = "default")]
    async fn default_value(&self) -> Value {
        self.0.takes.default()
    }

    /// The widest bounds that it may have.
    async fn bounds(&self) -> SettingBounds {
        SettingBounds::of(&self.0.takes, self.0.takes.bounds())
    }

    /// At which layers it may be set, from the top.
    async fn layers(&self) -> Vec<ValueOrigin> {
        self.0.layers.iter().map(|layer| (*layer).into()).collect()
    }

    /// Whether a version of the centre model may lock it.
    async fn lockable(&self) -> bool {
        self.0.is_lockable
    }
}

/// A setting as it is in force in this tenant, or for one membership of it.
pub(super) struct EffectiveSetting(pub(super) Setting);

/// A setting as it is in force in this tenant, or for one membership of it.
#[Object]
impl EffectiveSetting {
    /// Its name, e.g. `support_access.at_once`.
    async fn key(&self) -> &'static str {
        self.0.key.key()
    }

    /// For which membership; null: for the tenant.
    async fn member_id(&self) -> Option<ID> {
        self.0.member.map(ids::id)
    }

    /// What counts.
    async fn value(&self) -> &Value {
        &self.0.in_force.value
    }

    /// From which layer it comes.
    async fn origin(&self) -> ValueOrigin {
        self.0.in_force.origin.into()
    }

    /// Each layer that has a value, from the top; the first is the platform's default, or what the nation set for itself.
    async fn layers(&self) -> Vec<LayerValue> {
        self.0.in_force.layers.iter().cloned().map(Into::into).collect()
    }

    /// Whether a layer above has locked it, so that it can't be set here.
    async fn locked(&self) -> bool {
        self.0.in_force.locked_by.is_some()
    }

    /// The layer that locked it; null: none did.
    async fn locked_by(&self) -> Option<ValueOrigin> {
        self.0.in_force.locked_by.map(Into::into)
    }

    /// Within which bounds it may be set here: those of its definition, as layers above have narrowed them.
    async fn bounds(&self) -> SettingBounds {
        SettingBounds::of(&self.0.key.definition().takes, self.0.in_force.allowed.clone())
    }

    /// What there is to know of it wherever it is.
    async fn definition(&self) -> SettingDefinition {
        SettingDefinition(self.0.key.definition())
    }

    /// Version of the own value of this tenant, or of the membership that was asked for, to be given as `expectedVersion`; 0: it
    /// never had one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
