//! Scalars of the contract that async-graphql doesn't bring.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use domain::kernel::error::{Error, code};
use domain::kernel::money::{Money, NotMoney, printed};

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

text_scalar!(
    /// An amount of Czech money (Kč), exact: crowns with two places, perhaps less than nothing, e.g. `"171000000.00"` or
    /// `"-12.50"`. What is given is at most ten thousand million crowns either way.
    Czk,
    |text| text.parse::<Money>() != Err(NotMoney::Malformed)
);

impl From<Money> for Czk {
    fn from(money: Money) -> Self {
        Self(money.to_string())
    }
}

impl Czk {
    /// A sum of amounts.
    pub(crate) fn of_haler(haler: i64) -> Self {
        Self(printed(haler))
    }

    /// Reads an amount of `input.benefit`.
    pub(crate) fn read(&self, field: &'static str) -> Result<Money, Error> {
        let too_much = |_| Error::invalid(&["input", "benefit", field], code::OUT_OF_RANGE);
        self.0.parse().map_err(too_much)
    }
}
