//! Scalars of the contract that async-graphql doesn't bring.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A calendar day in Prague, e.g. `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A calendar day in Prague, e.g. `2026-11-23`.
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() == 10 => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map(Self)
                .map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

/// A scalar that is a text of a certain form.
macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) String);

        $(#[$doc])*
        #[Scalar]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let is_valid: fn(&str) -> bool = $is_valid;
                match &value {
                    Value::String(text) if is_valid(text) => Ok(Self(text.clone())),
                    _ => Err(InputValueError::expected_type(value)),
                }
            }

            fn is_valid(value: &Value) -> bool {
                Self::parse(value.clone()).is_ok()
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar!(
    /// Identification number of a legal person (IČO): 8 digits, the last one checks the others, e.g. `70964611`.
    Ico,
    |text| text.parse::<domain::kernel::ico::Ico>().is_ok()
);

text_scalar!(
    /// Code of a municipality (kód obce): 6 digits, e.g. `506214` for Bolatice.
    MunicipalityCode,
    |text| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
);
